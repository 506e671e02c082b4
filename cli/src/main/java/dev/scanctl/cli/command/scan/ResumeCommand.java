package dev.scanctl.cli.command.scan;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.output.Console;
import java.util.OptionalLong;
import picocli.CommandLine.Command;

/** {@code resume}: go on with a paused scan. */
@Command(name = "resume", description = "Go on with a paused scan; with --local it runs here until it rests.")
public final class ResumeCommand extends GoingOn {
    @Override
    OptionalLong start(Session session, Console console) {
        long id = Actions.resume(session, scan).getId();
        if (!session.probesHere()) {
            console.say("Scan " + id + " goes on. Watch it with: " + root().again("watch", id));
        }
        return OptionalLong.of(id);
    }
}
