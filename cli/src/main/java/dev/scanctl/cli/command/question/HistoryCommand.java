package dev.scanctl.cli.command.question;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Lengths;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.proto.v1.ListHistoryRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code history}: what each segment saw of a target over all scans. */
@Command(
        name = "history",
        description = {
            "List since when each segment saw each port of a target in its states, over all",
            "scans, oldest first; -o wide tells after when a change happened, too.",
            "Ports that were open at least once, unless --all."
        })
public final class HistoryCommand extends Verb {
    @Parameters(paramLabel = "TARGET[:PORT]", description = "Such as 10.0.0.1, 10.0.0.1:443, [2001:db8::1]:443.")
    String target = "";

    @Option(names = "--from", paramLabel = "SEGMENT", split = ",", description = "Only as seen from these segments.")
    List<String> from = new ArrayList<>();

    @Option(names = "--since", paramLabel = "TIME", description = "Only since then, such as 7d or 2026-11-22.")
    @Nullable String since;

    @Option(names = "--as-of", paramLabel = "TIME",
            description = "Only what held then, as far as is known today, such as 7d or 2026-11-22.")
    @Nullable String asOf;

    @Option(names = "--all", description = "Ports that were never open too.")
    boolean all;

    @Override
    protected ExitCode run(Console console) {
        ListHistoryRequest.Builder request = ListHistoryRequest.newBuilder()
                .setTarget(target)
                .addAllSegments(from)
                .setAllStates(all);
        if (since != null) {
            request.setSinceMs(Lengths.since("--since", since, root().surroundings().clock().instant(), console.zone())
                    .toEpochMilli());
        }
        if (asOf != null) {
            request.setAsOfMs(Lengths.since("--as-of", asOf, root().surroundings().clock().instant(), console.zone())
                    .toEpochMilli());
        }
        try (Session session = open()) {
            HistoryRun.list(session, console, root().format(), request.build());
        }
        return ExitCode.DONE;
    }
}
