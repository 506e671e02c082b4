package dev.scanctl.cli.command.question;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.BrokenPipe;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Format;
import dev.scanctl.cli.verb.Repeating;
import dev.scanctl.cli.verb.Verb;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code results}: what was seen, of some scans or as it is now. */
@Command(
        name = "results",
        description = {
            "List what was seen: of the scans named, else the latest of each port over all",
            "scans. Open ports only, unless --state or the filter says otherwise.",
            "A filter is a word with a colon, or an address:",
            "'net:10.20.0.0/16 port:22,3389 seen:>30d not from:dmz'. The options say the",
            "same in other words. All keys: docs/queries.md."
        })
public final class ResultsCommand extends Verb {
    @Parameters(paramLabel = "SCAN|FILTER", arity = "0..*", completionCandidates = FilterWords.class,
            description = "Numbers or names of scans, and a filter.")
    List<String> words = new ArrayList<>();

    @Option(names = "--filter", paramLabel = "FILTER", description = "A filter that must hold, too.")
    @Nullable String filter;

    @Option(names = "--explain", description = "Only say how this is understood, and what the store looks up.")
    boolean explain;

    @Option(names = "--target", paramLabel = "TARGET", split = ",", description = "Only these targets.")
    List<String> targets = new ArrayList<>();

    @Option(names = {"-p", "--ports"}, paramLabel = "PORTS", description = "Only these ports.")
    @Nullable String ports;

    @Option(names = "--state", paramLabel = "STATE", split = ",",
            description = "open, closed, filtered, open|filtered (or open-filtered), unknown, not-probed, or all.")
    List<String> states = new ArrayList<>();

    @Option(names = "--open", description = "Open ports only, without open|filtered.")
    boolean open;

    @Option(names = "--from", paramLabel = "SEGMENT", split = ",", description = "Only as seen from these segments.")
    List<String> from = new ArrayList<>();

    @Option(names = "--since", paramLabel = "TIME", description = "Only what was seen since, such as 7d or 2026-11-22.")
    @Nullable String since;

    @Option(names = "--as-of", paramLabel = "TIME",
            description = "The latest that was seen by then, such as 7d or 2026-11-22; without scans.")
    @Nullable String asOf;

    @Option(names = "--limit", paramLabel = "N", description = "At most N.")
    @Nullable Long limit;

    @Option(names = "--reason", description = "Say why each port is in its state.")
    boolean reason;

    @Option(names = "--strict", description = "Exit 3 where ports could not be verified, 8 where a scan still runs.")
    boolean strict;

    @Mixin
    Repeating repeating = new Repeating();

    @Override
    protected boolean writesXml() {
        return true;
    }

    private ExitCode xml(ResultsRun run, Console console) {
        if (explain || repeating.on()) {
            throw Failure.usage("-o xml is a list of results: leave out --explain and --watch");
        }
        try (Session session = open()) {
            return new ResultsXml(this, run, console, session).write();
        }
    }

    @Override
    protected ExitCode run(Console console) {
        ResultsRun run = new ResultsRun(this, console);
        if (root().format() == Format.XML) {
            return xml(run, console);
        }
        if (explain) {
            return run.explain();
        }
        try (Session session = open()) {
            try {
                return repeating.run(root(), console, () -> run.in(session));
            } catch (BrokenPipe readerLeft) {
                return run.unread(session);
            }
        }
    }
}
