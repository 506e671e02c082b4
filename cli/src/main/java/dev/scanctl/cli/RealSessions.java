package dev.scanctl.cli;

import dev.scanctl.cli.client.Endpoint;
import dev.scanctl.cli.client.RemoteSession;
import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.client.Sessions;
import dev.scanctl.cli.local.LocalHome;
import dev.scanctl.cli.local.LocalSession;
import dev.scanctl.cli.output.Console;
import java.util.Map;

/** Sessions of the real world. */
record RealSessions(Map<String, String> environment, Console console) implements Sessions {

    @Override
    public Session remote(Endpoint.Tcp coordinator) {
        return RemoteSession.to(coordinator);
    }

    @Override
    public Session local(boolean probing) {
        return LocalSession.open(LocalHome.of(environment), probing, console::say);
    }
}
