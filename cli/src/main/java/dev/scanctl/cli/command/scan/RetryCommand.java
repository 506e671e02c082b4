package dev.scanctl.cli.command.scan;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Words;
import dev.scanctl.proto.v1.RetryScanResponse;
import dev.scanctl.proto.v1.ScanState;
import java.util.OptionalLong;
import picocli.CommandLine.Command;

/** {@code retry}: probe again what could not be verified. */
@Command(name = "retry", description = "Probe again what could not be verified.")
public final class RetryCommand extends GoingOn {
    /** A scan that runs has work, even where a process that ended meanwhile had put it back before this one was asked. */
    @Override
    OptionalLong start(Session session, Console console) {
        RetryScanResponse retried = Actions.retry(session, scan);
        long id = retried.getScan().getId();
        console.say("Scan " + id + ": " + Words.count(retried.getUnits(), "unit") + " of work put back.");
        return retried.getScan().getState() == ScanState.SCAN_STATE_RUNNING
                ? OptionalLong.of(id)
                : OptionalLong.empty();
    }
}
