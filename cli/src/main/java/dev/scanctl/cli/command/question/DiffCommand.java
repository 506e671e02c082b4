package dev.scanctl.cli.command.question;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Verb;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code diff}: what changed between two scans or since a time, or what differs between two segments. */
@Command(
        name = "diff",
        description = {
            "List what differs: between two scans ('diff 12 weekly'), between what was seen",
            "before and since ('diff --since 7d'), or between what two segments see",
            "('diff --from dmz --against corp'). Ports that only one side looked at are",
            "counted as not comparable. Exits with 0 where nothing differs, 1 where",
            "something does, and 3 where nothing could be compared."
        })
public final class DiffCommand extends Verb {
    @Parameters(paramLabel = "SCAN|FILTER", arity = "0..*", completionCandidates = FilterWords.class,
            description = "Two scans by number or name, the earlier one first, and a filter.")
    List<String> words = new ArrayList<>();

    @Option(names = "--since", paramLabel = "TIME", description = "What changed since, such as 7d or 2026-11-22.")
    @Nullable String since;

    @Option(names = "--from", paramLabel = "SEGMENT", split = ",", description = "Only as seen from these segments.")
    List<String> from = new ArrayList<>();

    @Option(names = "--against", paramLabel = "SEGMENT", split = ",",
            description = "Compare what --from sees with what these see.")
    List<String> against = new ArrayList<>();

    @Option(names = "--scan", paramLabel = "SCAN", description = "With --against: in this scan; else as it is now.")
    @Nullable String scan;

    @Option(names = "--filter", paramLabel = "FILTER", description = "A filter that must hold, too.")
    @Nullable String filter;

    @Option(names = "--all", description = "List what is not comparable, and what differs by method only.")
    boolean all;

    @Option(names = "--strict", description = "Exit 3 where anything could not be compared.")
    boolean strict;

    @Override
    protected ExitCode run(Console console) {
        DiffRun run = new DiffRun(this, console);
        try (Session session = open()) {
            return run.in(session);
        }
    }
}
