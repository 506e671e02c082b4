package dev.scanctl.program;

import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** A program that runs until it is told to end. Exit 0 done, 2 usage or a start that cannot be, 70 internal. */
public abstract class LongRunning<S extends Enum<S> & Setting> {
    private static final int USAGE = 2;
    private static final int INTERNAL = 70;
    private static final Logger LOG = System.getLogger(LongRunning.class.getName());

    private final About about;
    private final Class<S> settings;
    private final Surroundings around;

    /**
     * What the help says.
     *
     * @param name of the program
     * @param purpose one sentence
     * @param advice what stands below the options
     */
    public record About(String name, String purpose, String advice) {}

    /**
     * All that a run touches besides its arguments.
     *
     * @param environment variables of the process
     */
    public record Surroundings(Map<String, String> environment, PrintStream out, PrintStream err) {
        /** Those of this process. */
        public static Surroundings ofProcess() {
            return new Surroundings(System.getenv(), System.out, System.err);
        }
    }

    protected LongRunning(About about, Class<S> settings, Surroundings around) {
        this.about = about;
        this.settings = settings;
        this.around = around;
    }

    /** What the program can do besides, each under a name that stands first on its command line. */
    protected List<Errand> errands() {
        return List.of();
    }

    /** Starts what the program is for. Closing it, from another thread, stops it. */
    protected abstract AutoCloseable start(Given<S> given) throws Exception;

    /** The whole life of the process. */
    public final void live(String... args) {
        StderrLog.install();
        int code = run(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Returns the exit code once the program has stopped. */
    public final int run(String... args) {
        try {
            for (Errand errand : errands()) {
                if (args.length > 0 && args[0].equals(errand.name())) {
                    return errand.run(List.of(args).subList(1, args.length), around);
                }
            }
            CommandSpec spec = commandLine();
            ParseResult parsed = new CommandLine(spec).parseArgs(args);
            if (parsed.isUsageHelpRequested()) {
                spec.commandLine().usage(around.out());
            } else if (parsed.isVersionHelpRequested()) {
                spec.commandLine().printVersionHelp(around.out());
            } else {
                serve(given(parsed));
            }
            return 0;
        } catch (CommandLine.ParameterException | Refused e) {
            say(String.valueOf(e.getMessage()));
            return USAGE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        } catch (Throwable e) {
            return failed(e);
        }
    }

    /** The outermost edge of the program: what nobody foresaw. */
    private int failed(Throwable e) {
        try {
            LOG.log(Level.ERROR, "Internal error.", e);
        } finally {
            say("internal error: " + e + "; please report this line and the log above it");
        }
        return INTERNAL;
    }

    private void say(String sentence) {
        around.err().println(about.name() + ": " + sentence);
    }

    private Given<S> given(ParseResult parsed) {
        Map<S, String> options = new EnumMap<>(settings);
        for (S setting : settings.getEnumConstants()) {
            if (parsed.hasMatchedOption(setting.option())) {
                options.put(setting, parsed.matchedOptionValue(setting.option(), ""));
            }
        }
        String file = parsed.matchedOptionValue("--config", around.environment().get(prefix() + "CONFIG"));
        return Given.read(settings, options, around.environment(), file == null ? null : Path.of(file));
    }

    private void serve(Given<S> given) throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        try (AutoCloseable running = start(given)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(running, stopped), "stop"));
            stopped.await();
        }
    }

    private void stop(AutoCloseable running, CountDownLatch stopped) {
        try {
            running.close();
            // Not by the logger: its handlers are being closed at the same time.
            say("stopped.");
        } catch (Exception e) {
            say("internal error while stopping: " + e + "; please report this line and the log above it");
        } finally {
            stopped.countDown();
        }
    }

    private String prefix() {
        return List.of(settings.getEnumConstants()).getFirst().prefix();
    }

    private CommandSpec commandLine() {
        CommandSpec spec = CommandSpec.create()
                .name(about.name())
                .version(about.name() + " " + BuiltVersion.text())
                .mixinStandardHelpOptions(true);
        String errands = errands().stream()
                .map(errand -> about.name() + " " + errand.name() + ": " + errand.purpose())
                .collect(Collectors.joining("%n"));
        spec.usageMessage()
                .description(about.purpose(), errands)
                .footer("", "Each option can also be set as " + prefix() + "NAME in the environment or as a line",
                        "name=value in the file; the command line counts first, the file last.", about.advice());
        spec.addOption(option("--config", "FILE", "Properties file with any of the options below."));
        for (S setting : settings.getEnumConstants()) {
            spec.addOption(option(setting.option(), setting.valueName(), setting.help()));
        }
        return spec;
    }

    private static OptionSpec option(String name, String value, String help) {
        return OptionSpec.builder(name).paramLabel(value).type(String.class).description(help).build();
    }
}
