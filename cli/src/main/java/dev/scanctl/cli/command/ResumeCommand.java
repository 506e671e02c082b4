package dev.scanctl.cli.command;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.output.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code resume}: go on with a paused scan. */
@Command(name = "resume", description = "Go on with a paused scan; with --local it runs here until it rests.")
final class ResumeCommand extends Verb {
    @Parameters(paramLabel = "SCAN", description = "Number or name of a scan.")
    String scan = "";

    @Override
    ExitCode run(Console console) {
        try (Session session = root().open(true)) {
            session.ensureAgent();
            if (session.probesHere()) {
                root().surroundings().interrupts().arm();
            }
            long id = Actions.resume(session, scan).getId();
            if (session.probesHere()) {
                return new Watching(root(), console, session, Watching.Wishes.NONE).untilRest(id);
            }
            console.say("Scan " + id + " goes on. Watch it with: " + root().again("watch", id));
        }
        return ExitCode.DONE;
    }
}
