package dev.scanctl.agent;

import dev.scanctl.program.BuiltVersion;
import dev.scanctl.program.Errand;
import dev.scanctl.program.Given;
import dev.scanctl.program.LongRunning;
import dev.scanctl.program.Refused;
import dev.scanctl.wire.Method;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.stream.Collectors;

/** The program {@code scan-agent}. A coordinator that cannot be reached is no reason to end: it tries for ever. */
public final class AgentMain extends LongRunning<Setting> {
    private static final Logger LOG = System.getLogger(AgentMain.class.getName());

    private static final About ABOUT = new About(
            "scan-agent",
            "Leases work units from a coordinator, probes them from where it stands, reports what it saw.",
            "Scan only networks you are responsible for.");

    AgentMain(Surroundings around) {
        super(ABOUT, Setting.class, around);
    }

    public static void main(String[] args) {
        new AgentMain(Surroundings.ofProcess()).live(args);
    }

    @Override
    protected List<Errand> errands() {
        return List.of(new EnrollErrand(), new PolicyErrand());
    }

    @Override
    protected AutoCloseable start(Given<Setting> given) {
        AgentConfig config = Settings.config(given);
        try {
            Agent agent = Agent.enrolled(config, Settings.enrolled(config.stateDir()), Settings.policy(given));
            announce(config, agent);
            SmallHeap.watch();
            agent.start();
            return agent;
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new Refused(String.valueOf(e.getMessage()), e);
        }
    }

    private static void announce(AgentConfig config, Agent agent) {
        AgentConfig.Vantage vantage = config.vantage();
        AgentConfig.Effort effort = config.effort();
        LOG.log(Level.INFO, "scan-agent {0} \"{1}\" ({2}) in segment {3}, address space {4}, for the coordinator at {5}.",
                BuiltVersion.text(), vantage.name(), agent.id(), vantage.segment(), vantage.space(), config.coordinator());
        LOG.log(Level.INFO, "At most {0} units at a time, {1}, {2} engine threads, {3}; identity in {4}.",
                effort.maxUnits(),
                effort.maxRatePps() == 0 ? "no rate limit of its own" : effort.maxRatePps() + " probes a second",
                effort.threads(),
                "probes by " + agent.methods().stream().sorted().map(Method::label).collect(Collectors.joining(", ")),
                config.stateDir());
    }
}
