package dev.scanctl.cli.verb;

import dev.scanctl.cli.client.Endpoint;
import dev.scanctl.cli.client.Proof;
import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.context.Contexts;
import dev.scanctl.cli.context.ContextsFile;
import dev.scanctl.cli.context.NamedContext;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Format;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The options that every verb takes, and which coordinator they mean. */
public abstract class Root implements Runnable {
    private final Surroundings surroundings;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Option(names = "--context", paramLabel = "NAME", scope = ScopeType.INHERIT,
            description = "Use the coordinator of this context (also: SCANCTL_CONTEXT).")
    @Nullable String context;

    @Option(names = "--coordinator", paramLabel = "HOST:PORT", scope = ScopeType.INHERIT,
            description = "Use this coordinator (also: SCANCTL_COORDINATOR).")
    @Nullable String coordinator;

    @Option(names = "--local", scope = ScopeType.INHERIT,
            description = "Run everything in this process, on a store of your own.")
    boolean local;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", scope = ScopeType.INHERIT, defaultValue = "table",
            description = "Write data as ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
    Format format = Format.TABLE;

    @Option(names = "--output-file", paramLabel = "FILE", scope = ScopeType.INHERIT,
            description = {"Write data to FILE, which is there as a whole or not at all. With -o xml", "DIR/ takes a file for each segment."})
    @Nullable String outputFile;

    @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "No colours (also: NO_COLOR).")
    boolean noColour;

    @Option(names = {"-q", "--quiet"}, scope = ScopeType.INHERIT, description = "Only data and errors.")
    boolean quiet;

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT, description = "Show this help.")
    boolean help;

    protected Root(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command, such as 'scanctl submit' or 'scanctl results'");
    }

    /** The coordinator that the command line itself names. */
    public Optional<String> coordinator() {
        return Optional.ofNullable(coordinator);
    }

    /** Whether everything runs in this process. */
    public boolean local() {
        return local;
    }

    public Format format() {
        return format;
    }

    /** Where data goes instead of standard output. */
    public Optional<Path> outputFile() {
        return Optional.ofNullable(outputFile).map(Path::of);
    }

    /** Whether data goes to a place that is written as a directory, with a slash behind it. */
    public boolean namesDirectory() {
        return outputFile != null && outputFile.endsWith("/");
    }

    public Surroundings surroundings() {
        return surroundings;
    }

    /** The console with the options applied. */
    public Console console() {
        Console console = surroundings.console();
        if (quiet) {
            console.quiet();
        }
        if (noColour || !surroundings.environment().getOrDefault("NO_COLOR", "").isEmpty()) {
            console.noColour();
        }
        return console;
    }

    public ContextsFile contextsFile() {
        return ContextsFile.ofUser(surroundings.environment());
    }

    /**
     * Opens the coordinator that command line, environment and contexts file name, in this order.
     *
     * @param probing whether scans run in this process where it is its own coordinator
     */
    public Session open(boolean probing) {
        if (local && (coordinator != null || context != null)) {
            throw Failure.usage("--local needs no coordinator: leave out --coordinator and --context");
        }
        return local
                ? surroundings.sessions().local(probing)
                : surroundings.sessions().remote(Endpoint.Tcp.parse(coordinatorText()), proof());
    }

    private Proof proof() {
        return credentialsFile().map(Proof::read).orElse(Proof.NONE);
    }

    /** That which the environment names, else of the context that is used, else of one of the same coordinator. */
    public Optional<Path> credentialsFile() {
        String named = surroundings.environment().getOrDefault("SCANCTL_CREDENTIALS", "");
        if (!named.isEmpty()) {
            return Optional.of(Path.of(named));
        }
        Optional<NamedContext> used = ownChoice()
                ? contextsFile().read().all().stream().filter(c -> c.coordinator().equals(coordinatorText())).findFirst()
                : currentContext();
        return used.map(NamedContext::credentials).filter(file -> !file.isEmpty()).map(Path::of);
    }

    /** Whether the coordinator is named by itself rather than by a context. */
    private boolean ownChoice() {
        return coordinator != null
                || (context == null && !surroundings.environment().getOrDefault("SCANCTL_COORDINATOR", "").isEmpty());
    }

    private String coordinatorText() {
        if (coordinator != null) {
            return coordinator;
        }
        String named = surroundings.environment().getOrDefault("SCANCTL_COORDINATOR", "");
        if (context == null && !named.isEmpty()) {
            return named;
        }
        return currentContext().map(NamedContext::coordinator).orElseThrow(() -> Failure.usage(
                "no coordinator is named: use --local, --coordinator HOST:PORT, or once and for all"
                        + " 'scanctl context set NAME --coordinator HOST:PORT'"));
    }

    /** Segments to probe from where none are named. */
    public List<String> defaultSegments() {
        if (local) {
            return List.of("local");
        }
        return ownChoice() ? List.of() : currentContext().map(NamedContext::segments).orElse(List.of());
    }

    private Optional<NamedContext> currentContext() {
        Contexts contexts = contextsFile().read();
        String named = context != null ? context : surroundings.environment().getOrDefault("SCANCTL_CONTEXT", "");
        return named.isEmpty() ? contexts.current().map(contexts::require) : Optional.of(contexts.require(named));
    }

    /** A command line that means the same coordinator: {@code scanctl watch --local 12}. */
    public String again(String verb, Object scan) {
        String where = local ? " --local"
                : coordinator != null ? " --coordinator " + coordinator
                : context != null ? " --context " + context : "";
        return "scanctl " + verb + where + " " + scan;
    }
}
