package dev.scanctl.cli.command.scan;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.cli.view.ScanText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code show}: all there is to tell of one scan. */
@Command(name = "show", description = "Show a scan: what it scans, how far it is, what could not be verified.")
public final class ShowCommand extends Verb {
    @Parameters(paramLabel = "SCAN", description = "Number or name of a scan.")
    String scan = "";

    @Override
    protected ExitCode run(Console console) {
        try (Session session = open()) {
            ScanText.print(console, root().format(), Actions.scan(session, scan));
        }
        return ExitCode.DONE;
    }
}
