package dev.scanctl.agent;

import dev.scanctl.wire.Method;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The program {@code scan-agent}: runs until it is told to end. Exit 0 done, 2 usage or a start that cannot be, 70
 * internal. A coordinator that cannot be reached is no reason to end: it tries for ever.
 */
public final class AgentMain {
    private static final int USAGE = 2;
    private static final int INTERNAL = 70;
    private static final Logger LOG = System.getLogger(AgentMain.class.getName());

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    AgentMain(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) {
        LogSetup.install();
        int code = new AgentMain(System.getenv(), System.out, System.err).run(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Returns the exit code once the agent has stopped. */
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
        err.println("scan-agent: " + sentence);
        return USAGE;
    }

    private AgentConfig config(ParseResult parsed) {
        Map<Setting, String> options = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            if (parsed.hasMatchedOption(setting.option())) {
                options.put(setting, parsed.matchedOptionValue(setting.option(), ""));
            }
        }
        String file = parsed.matchedOptionValue("--config", environment.get(Setting.ENVIRONMENT + "CONFIG"));
        return Settings.read(options, environment, file == null ? null : Path.of(file)).config();
    }

    private int serve(AgentConfig config) {
        CountDownLatch stopped = new CountDownLatch(1);
        try (Agent agent = new Agent(config)) {
            announce(config, agent);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(agent, stopped), "stop"));
            agent.start();
            stopped.await();
            return 0;
        } catch (IllegalArgumentException | UncheckedIOException e) {
            return refuse(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "The agent failed; please report this with the lines below.", e);
            return INTERNAL;
        }
    }

    private void stop(Agent agent, CountDownLatch stopped) {
        agent.close();
        // Not by the logger: its handlers are being closed at the same time.
        err.println("scan-agent: stopped.");
        stopped.countDown();
    }

    private static void announce(AgentConfig config, Agent agent) {
        AgentConfig.Vantage vantage = config.vantage();
        AgentConfig.Effort effort = config.effort();
        LOG.log(Level.INFO, "scan-agent {0} \"{1}\" ({2}) in segment {3}, address space {4}, for the coordinator at {5}.",
                AgentVersion.text(), vantage.name(), agent.id(), vantage.segment(), vantage.space(), config.coordinator());
        LOG.log(Level.INFO, "At most {0} units at a time, {1}, {2} engine threads, {3}; identity in {4}.",
                effort.maxUnits(),
                effort.maxRatePps() == 0 ? "no rate limit of its own" : effort.maxRatePps() + " probes a second",
                effort.threads(),
                "probes by " + agent.methods().stream().sorted().map(Method::label).collect(Collectors.joining(", ")),
                config.stateDir());
        LOG.log(Level.INFO, "The connection to the coordinator is neither encrypted nor authenticated yet.");
    }

    private static CommandSpec commandLine() {
        CommandSpec spec = CommandSpec.create()
                .name("scan-agent")
                .version("scan-agent " + AgentVersion.text())
                .mixinStandardHelpOptions(true);
        spec.usageMessage()
                .description("Leases work units from a coordinator, probes them from where it stands, reports what it saw.")
                .footer("", "Each option can also be set as " + Setting.ENVIRONMENT + "NAME in the environment or as a",
                        "line name=value in the file; the command line counts first, the file last.",
                        "Scan only networks you are responsible for.");
        spec.addOption(OptionSpec.builder("--config").paramLabel("FILE").type(String.class)
                .description("Properties file with any of the options below.").build());
        for (Setting setting : Setting.values()) {
            spec.addOption(OptionSpec.builder(setting.option()).paramLabel(setting.valueName()).type(String.class)
                    .description(setting.help()).build());
        }
        return spec;
    }
}
