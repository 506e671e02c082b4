package dev.scanctl.cli.command.scan;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.cli.view.ProgressText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cancel}: end a scan for good. */
@Command(name = "cancel", description = "End a scan; what was found so far is kept.")
public final class CancelCommand extends Verb {
    @Parameters(paramLabel = "SCAN", description = "Number or name of a scan.")
    String scan = "";

    @Override
    protected ExitCode run(Console console) {
        try (Session session = open()) {
            console.say(ProgressText.rest(Actions.cancel(session, scan)));
        }
        return ExitCode.DONE;
    }
}
