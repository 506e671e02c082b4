package dev.scanctl.coordinator;

import dev.scanctl.program.BuiltVersion;
import dev.scanctl.program.Errand;
import dev.scanctl.program.Given;
import dev.scanctl.program.LongRunning;
import dev.scanctl.program.Refused;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;

/** The program {@code scan-coordinator}. */
public final class CoordinatorMain extends LongRunning<Setting> {
    private static final Logger LOG = System.getLogger(CoordinatorMain.class.getName());

    private static final About ABOUT = new About(
            "scan-coordinator",
            "Plans scans, leases their work to agents, keeps the results and answers queries.",
            "Begin with: scan-coordinator init");

    private final Map<String, String> environment;

    CoordinatorMain(Surroundings around) {
        super(ABOUT, Setting.class, around);
        this.environment = around.environment();
    }

    public static void main(String[] args) {
        new CoordinatorMain(Surroundings.ofProcess()).live(args);
    }

    @Override
    protected List<Errand> errands() {
        return List.of(new InitErrand(), new RestoreErrand(), new CompactErrand());
    }

    @Override
    protected AutoCloseable start(Given<Setting> given) {
        CoordinatorConfig config = new Settings(given, environment).config();
        try {
            Coordinator coordinator = Coordinator.start(config);
            announce(config, coordinator);
            return coordinator;
        } catch (StartRefused | IOException e) {
            throw new Refused(String.valueOf(e.getMessage()), e);
        }
    }

    private static void announce(CoordinatorConfig config, Coordinator coordinator) {
        LOG.log(Level.INFO, "scan-coordinator {0} listens on {1}; data in {2}; leases last {3} s, heartbeats every {4} s.",
                BuiltVersion.text(), coordinator.listening(), config.data(),
                config.leases().ttl().toSeconds(), config.leases().heartbeat().toSeconds());
        LOG.log(Level.INFO, "Calls by TCP are taken by TLS 1.3, from those who have a certificate or a token of this installation.");
    }
}
