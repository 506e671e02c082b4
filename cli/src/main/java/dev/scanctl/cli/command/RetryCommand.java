package dev.scanctl.cli.command;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Words;
import dev.scanctl.proto.v1.RetryScanResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code retry}: probe again what could not be verified. */
@Command(name = "retry", description = "Probe again what could not be verified.")
final class RetryCommand extends Verb {
    @Parameters(paramLabel = "SCAN", description = "Number or name of a scan.")
    String scan = "";

    @Override
    ExitCode run(Console console) {
        try (Session session = root().open(true)) {
            session.ensureAgent();
            if (session.probesHere()) {
                root().surroundings().interrupts().arm();
            }
            RetryScanResponse retried = Actions.retry(session, scan);
            long id = retried.getScan().getId();
            console.say("Scan " + id + ": " + Words.count(retried.getUnits(), "unit") + " of work put back.");
            if (session.probesHere() && retried.getUnits() > 0) {
                return new Watching(root(), console, session, Watching.Wishes.NONE).untilRest(id);
            }
        }
        return ExitCode.DONE;
    }
}
