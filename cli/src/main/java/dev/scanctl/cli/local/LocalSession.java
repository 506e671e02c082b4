package dev.scanctl.cli.local;

import dev.scanctl.agent.Agent;
import dev.scanctl.agent.AgentConfig;
import dev.scanctl.cli.client.ScanClient;
import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.proto.v1.AgentInfo;
import dev.scanctl.proto.v1.ListScansRequest;
import dev.scanctl.proto.v1.Scan;
import dev.scanctl.proto.v1.ScanState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A session with the coordinator of this user, in this process or in another one. */
public final class LocalSession implements Session {
    private static final String SEGMENT = "local";

    /** An agent connects within a fraction of a second; a slow machine may need some. */
    private static final int AGENT_TRIES = 300;

    private static final Duration AGENT_PAUSE = Duration.ofMillis(50);

    private final LocalHome home;
    private @Nullable FileGuard probing;
    private Server server;
    private @Nullable Agent agent;

    private LocalSession(LocalHome home, Server server) {
        this.home = home;
        this.server = server;
    }

    /**
     * @param probing whether scans are to run; without it nothing is ever probed
     * @param say told what the operator should know
     */
    public static LocalSession open(LocalHome home, boolean probing, Consumer<String> say) {
        home.create();
        LocalLog.to(home.log());
        LocalSession session = new LocalSession(home, Server.find(home));
        try {
            if (probing) {
                session.probing = session.startProbing(say);
            }
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Only the first process that scans finds running scans that nobody runs: their process ended without a word. */
    private FileGuard startProbing(Consumer<String> say) {
        Optional<FileGuard> alone = FileGuard.tryHold(home.probingLock(), false);
        if (alone.isPresent()) {
            try (FileGuard _ = alone.get()) {
                ask(client -> pauseOrphans(client, say));
            }
        }
        for (int i = 0; i < AGENT_TRIES; i++) {
            Optional<FileGuard> held = FileGuard.tryHold(home.probingLock(), true);
            if (held.isPresent()) {
                return held.get();
            }
            Waiting.pause(AGENT_PAUSE);
        }
        throw new Failure(ExitCode.UNREACHABLE, "another scanctl is starting in " + home.directory() + " and does not"
                + " come to an end: end it, or set SCANCTL_HOME to another directory");
    }

    private static int pauseOrphans(ScanClient client, Consumer<String> say) {
        ListScansRequest running = ListScansRequest.newBuilder()
                .setState(ScanState.SCAN_STATE_RUNNING)
                .setLimit(1_000)
                .build();
        List<Scan> orphans = client.scans(running).getScansList();
        for (Scan scan : orphans) {
            client.pause(Long.toString(scan.getId()));
            say.accept("Scan " + scan.getId() + " was left behind by a process that ended; it is paused. Go on with: "
                    + "scanctl resume --local " + scan.getId());
        }
        return orphans.size();
    }

    @Override
    public ScanClient client() {
        return server.client();
    }

    @Override
    public boolean movable() {
        return true;
    }

    @Override
    public boolean probesHere() {
        return probing != null;
    }

    /** The serving process has ended, or the call failed for a moment: find it, or take over from it. */
    @Override
    public void reconnect() {
        move();
        ensureAgent();
    }

    private void move() {
        closeAgent();
        server.close();
        server = Server.find(home);
    }

    /** Moves on, a few times at most, where the process that served ends in the midst of it. */
    @Override
    public void ensureAgent() {
        for (int moves = 0; ; moves++) {
            try {
                startAgent();
                return;
            } catch (Failure failure) {
                if (failure.exitCode() != ExitCode.UNREACHABLE || moves == MOST_MOVES) {
                    throw failure;
                }
                move();
            }
        }
    }

    private void startAgent() {
        if (probing == null || served()) {
            return;
        }
        closeAgent();
        Agent fresh = new Agent(config(), server.dial());
        agent = fresh;
        fresh.start();
        for (int i = 0; i < AGENT_TRIES && !served(); i++) {
            Waiting.pause(AGENT_PAUSE);
        }
        if (!served()) {
            throw new Failure(ExitCode.INTERNAL,
                    "the agent of this process did not connect; please report this with " + home.log());
        }
    }

    private boolean served() {
        return client().agents(List.of(SEGMENT)).stream().anyMatch(AgentInfo::getConnected);
    }

    private AgentConfig config() {
        return new AgentConfig(
                "this machine",
                new AgentConfig.Vantage(SEGMENT, "default", SEGMENT),
                home.agentState(),
                AgentConfig.Effort.ofThisMachine());
    }

    private void closeAgent() {
        if (agent != null) {
            agent.close();
            agent = null;
        }
    }

    @Override
    public void close() {
        closeAgent();
        server.close();
        if (probing != null) {
            probing.close();
        }
    }
}
