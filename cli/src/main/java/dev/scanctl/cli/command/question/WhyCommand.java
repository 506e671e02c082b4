package dev.scanctl.cli.command.question;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.cli.view.WhyText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code why}: explains what is pending, slow, unknown or missing. */
@Command(
        name = "why",
        description = {
            "Explain why a scan, or a port, is pending, slow, unknown or missing, and what",
            "to do: 'scanctl why 12', 'scanctl why 10.0.0.1:443'."
        })
public final class WhyCommand extends Verb {
    @Parameters(paramLabel = "SCAN|HOST:PORT", description = "Number or name of a scan, or one port of one host.")
    String what = "";

    @Override
    protected ExitCode run(Console console) {
        try (Session session = open()) {
            WhyText.print(console, root().format(), Notes.why(session, what));
        }
        return ExitCode.DONE;
    }
}
