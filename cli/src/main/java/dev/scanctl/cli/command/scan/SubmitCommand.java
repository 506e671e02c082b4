package dev.scanctl.cli.command.scan;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.HoursOptions;
import dev.scanctl.cli.verb.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code submit}: plan a scan, start it, watch it. */
@Command(
        name = "submit",
        description = {
            "Scan targets: addresses, prefixes, ranges, host names.",
            "Watches until the scan rests, then lists the open ports; exit 3 if any port could not be verified."
        })
public final class SubmitCommand extends Verb {
    /** How hard a scan may press. */
    enum ProfileName {
        FRAGILE,
        NORMAL,
        FAST;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How a probe asks. */
    enum ProbeName {
        AUTO,
        CONNECT,
        SYN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(paramLabel = "TARGET", arity = "0..*", description = "Such as 10.0.0.0/24, 10.0.0-3.1-254, db.example.org.")
    List<String> targets = new ArrayList<>();

    @Option(names = {"-p", "--ports"}, paramLabel = "PORTS",
            description = "Such as 22,80,1-1024, T:80,U:53, http, or - for all; default: the 1,000 most likely.")
    @Nullable String ports;

    @Option(names = "--from", paramLabel = "SEGMENT", split = ",", description = "Segments that probe.")
    List<String> from = new ArrayList<>();

    @Option(names = "-iL", paramLabel = "FILE", description = "Read targets from a file, or - for standard input.")
    @Nullable String targetFile;

    @Option(names = "--exclude", paramLabel = "TARGET", split = ",", description = "Leave these out.")
    List<String> exclude = new ArrayList<>();

    @Option(names = "--excludefile", paramLabel = "FILE", description = "Leave out what the file lists.")
    @Nullable String excludeFile;

    @Option(names = "--exclude-ports", paramLabel = "PORTS", description = "Leave these ports out.")
    @Nullable String excludePorts;

    @Option(names = "--top-ports", paramLabel = "N", description = "The N most likely ports.")
    @Nullable Integer topPorts;

    @Option(names = "--name", paramLabel = "NAME", description = "A name to find the scan by.")
    @Nullable String name;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why the scan is made.")
    @Nullable String reason;

    @Option(names = "--like", paramLabel = "SCAN", description = "Repeat a scan; what is given here replaces its own.")
    @Nullable String like;

    @Option(names = "--priority", paramLabel = "1-100", description = "Share of attention beside other scans; default: 50.")
    @Nullable Integer priority;

    @Option(names = "--rate", paramLabel = "N", description = "Probes a second, over the whole scan.")
    @Nullable Long rate;

    @Option(names = "--host-rate", paramLabel = "N", description = "Probes a second for each target host.")
    @Nullable Long hostRate;

    @Mixin
    HoursOptions hours = new HoursOptions();

    @Option(names = "--max-retries", paramLabel = "N", description = "Attempts after the first for a silent port.")
    @Nullable Integer maxRetries;

    @Option(names = "--host-timeout", paramLabel = "TIME", description = "Give a host up after this time, such as 30m.")
    @Nullable String hostTimeout;

    @Option(names = "--profile", paramLabel = "PROFILE", description = "How hard to press: ${COMPLETION-CANDIDATES}.")
    @Nullable ProfileName profile;

    @Option(names = "--probe", paramLabel = "METHOD", description = "How to ask: ${COMPLETION-CANDIDATES}.")
    @Nullable ProbeName probe;

    @Option(names = "-Pn", description = "Probe every address without looking for live hosts first.")
    boolean skipDiscovery;

    @Option(names = "--dry-run", description = "Say what would be done; send nothing.")
    boolean dryRun;

    @Option(names = {"-y", "--yes"}, description = "Start a large scan without asking.")
    boolean yes;

    @Option(names = "--no-input", description = "Never ask; a large scan without --yes is refused.")
    boolean noInput;

    @Option(names = {"-d", "--detach"}, description = "Return as soon as the scan is accepted.")
    boolean detach;

    @Option(names = "--wait-agent", paramLabel = "TIME",
            description = "Wait at most this long for an agent of each segment; default: for ever.")
    @Nullable String waitAgent;

    @Option(names = "--open", description = "List open ports only, without open|filtered.")
    boolean open;

    @Override
    protected ExitCode run(Console console) {
        if (root().local() && detach) {
            throw Failure.usage("--local scans within this process, so there is nothing to detach from: leave out --detach");
        }
        if (targets.isEmpty() && targetFile == null && like == null) {
            throw Failure.usage("name at least one target, such as 10.0.0.0/24, or a list with -iL FILE");
        }
        if (ports != null && topPorts != null) {
            throw Failure.usage("-p and --top-ports both choose ports: leave one out");
        }
        SubmitRun run = new SubmitRun(this, console);
        try (Session session = root().open(true)) {
            return run.in(session);
        }
    }
}
