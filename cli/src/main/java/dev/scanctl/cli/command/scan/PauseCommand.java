package dev.scanctl.cli.command.scan;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.cli.view.ProgressText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pause}: stop probing for a while. */
@Command(name = "pause", description = "Stop probing for a scan until it is resumed.")
public final class PauseCommand extends Verb {
    @Parameters(paramLabel = "SCAN", description = "Number or name of a scan.")
    String scan = "";

    @Override
    protected ExitCode run(Console console) {
        try (Session session = open()) {
            console.say(ProgressText.rest(Actions.pause(session, scan)) + " Go on with: " + root().again("resume", scan));
        }
        return ExitCode.DONE;
    }
}
