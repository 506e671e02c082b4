package dev.scanctl.coordinator;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The program {@code scan-coordinator}: runs until it is told to end. Exit 0 done, 2 usage or start refused, 70 internal. */
public final class CoordinatorMain {
    private static final int USAGE = 2;
    private static final int INTERNAL = 70;
    private static final Logger LOG = System.getLogger(CoordinatorMain.class.getName());

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    CoordinatorMain(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) {
        LogSetup.install();
        int code = new CoordinatorMain(System.getenv(), System.out, System.err).run(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Returns the exit code once the coordinator has stopped. */
    int run(String... args) {
        CommandSpec spec = commandLine();
        try {
            ParseResult parsed = new CommandLine(spec).parseArgs(args);
            if (parsed.isUsageHelpRequested()) {
                spec.commandLine().usage(out);
                return 0;
            }
            if (parsed.isVersionHelpRequested()) {
                spec.commandLine().printVersionHelp(out);
                return 0;
            }
            return serve(config(parsed));
        } catch (CommandLine.ParameterException | Settings.Refused e) {
            return refuse(e.getMessage());
        }
    }

    private int refuse(@Nullable String sentence) {
        err.println("scan-coordinator: " + sentence);
        return USAGE;
    }

    private CoordinatorConfig config(ParseResult parsed) {
        Map<Setting, String> options = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            if (parsed.hasMatchedOption(setting.option())) {
                options.put(setting, parsed.matchedOptionValue(setting.option(), ""));
            }
        }
        String file = parsed.matchedOptionValue("--config", environment.get(Setting.ENVIRONMENT + "CONFIG"));
        return Settings.read(options, environment, file == null ? null : Path.of(file)).config(environment);
    }

    private int serve(CoordinatorConfig config) {
        CountDownLatch stopped = new CountDownLatch(1);
        try (Coordinator coordinator = Coordinator.start(config)) {
            announce(config, coordinator);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(coordinator, stopped), "stop"));
            stopped.await();
            return 0;
        } catch (StartRefused | IOException e) {
            return refuse(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "The coordinator failed; please report this with the lines below.", e);
            return INTERNAL;
        }
    }

    private void stop(Coordinator coordinator, CountDownLatch stopped) {
        coordinator.close();
        // Not by the logger: its handlers are being closed at the same time.
        err.println("scan-coordinator: stopped.");
        stopped.countDown();
    }

    private static void announce(CoordinatorConfig config, Coordinator coordinator) {
        LOG.log(Level.INFO, "scan-coordinator {0} listens on {1}; data in {2}; leases last {3} s, heartbeats every {4} s.",
                ProgramVersion.text(), coordinator.listening(), config.data(),
                config.leases().ttl().toSeconds(), config.leases().heartbeat().toSeconds());
        LOG.log(Level.INFO, "Connections are neither encrypted nor authenticated yet.");
        List<ListenOn> exposed = config.listeners().stream().filter(l -> !l.local()).toList();
        if (!exposed.isEmpty()) {
            LOG.log(Level.WARNING, "DANGER: {0} can be reached from other machines, and anyone who can connect can start "
                    + "scans and read results. Keep it behind a firewall or a tunnel.", exposed);
        }
    }

    private static CommandSpec commandLine() {
        CommandSpec spec = CommandSpec.create()
                .name("scan-coordinator")
                .version("scan-coordinator " + ProgramVersion.text())
                .mixinStandardHelpOptions(true);
        spec.usageMessage()
                .description("Plans scans, leases their work to agents, keeps the results and answers queries.")
                .footer("", "Each option can also be set as " + Setting.ENVIRONMENT + "NAME in the environment or as a line",
                        "name=value in the file; the command line counts first, the file last.",
                        "Connections are neither encrypted nor authenticated yet: keep it on loopback.");
        spec.addOption(OptionSpec.builder("--config").paramLabel("FILE").type(String.class)
                .description("Properties file with any of the options below.").build());
        for (Setting setting : Setting.values()) {
            spec.addOption(option(setting));
        }
        return spec;
    }

    private static OptionSpec option(Setting setting) {
        String fallback = setting == Setting.DATA
                ? " Default: $XDG_DATA_HOME/scanctl/coordinator or ~/.local/share/scanctl/coordinator."
                : setting.fallback().isEmpty() ? "" : " Default: " + setting.fallback() + ".";
        return OptionSpec.builder(setting.option())
                .paramLabel(setting.valueName())
                .type(String.class)
                .description(setting.help() + fallback)
                .build();
    }
}
