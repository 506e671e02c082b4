package dev.scanctl.cli.command.scan;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Repeating;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.proto.v1.ListScansRequest;
import dev.scanctl.proto.v1.ScanState;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code scans}: list scans, newest first. */
@Command(name = "scans", description = "List scans, newest first.")
public final class ScansCommand extends Verb {
    /** The states a scan can be listed by. */
    enum StateName {
        RUNNING,
        PAUSED,
        COMPLETED,
        GAPS,
        CANCELLED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(names = "--state", paramLabel = "STATE", description = "Only these: ${COMPLETION-CANDIDATES}.")
    @Nullable StateName state;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "At most N; default: ${DEFAULT-VALUE}.")
    int limit;

    @Mixin
    Repeating repeating = new Repeating();

    @Override
    protected ExitCode run(Console console) {
        if (limit < 1) {
            throw Failure.usage("--limit is from 1, not " + limit);
        }
        try (Session session = open()) {
            return repeating.run(root(), console, () -> list(session, console));
        }
    }

    private ExitCode list(Session session, Console console) {
        ListScansRequest.Builder request = ListScansRequest.newBuilder();
        if (state != null) {
            request.setStateValue(state.ordinal() + ScanState.SCAN_STATE_RUNNING_VALUE);
        }
        ScansRun.list(session, console, root().format(), request, limit);
        return ExitCode.DONE;
    }
}
