package dev.scanctl.cli;

import dev.scanctl.cli.client.Endpoint;
import dev.scanctl.cli.client.Proof;
import dev.scanctl.cli.client.RemoteSession;
import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.client.Sessions;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.local.LocalHome;
import dev.scanctl.cli.local.LocalSession;
import dev.scanctl.cli.output.Console;
import java.util.Map;

/** Sessions of the real world. */
record RealSessions(Map<String, String> environment, Console console) implements Sessions {

    @Override
    public Session remote(Endpoint.Tcp coordinator, Proof proof) {
        if (proof.equals(Proof.NONE)) {
            throw new Failure(ExitCode.UNAUTHENTICATED, "nothing proves to the coordinator at " + coordinator + " who you are: an"
                    + " admin makes a file for 'scanctl context import FILE'", null);
        }
        return RemoteSession.to(coordinator, proof);
    }

    @Override
    public Session local(boolean probing) {
        return LocalSession.open(LocalHome.of(environment), probing, console::say);
    }
}
