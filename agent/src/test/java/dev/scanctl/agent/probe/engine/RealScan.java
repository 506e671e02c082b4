package dev.scanctl.agent.probe.engine;

import dev.scanctl.agent.probe.OpenFinding;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.agent.probe.UnitListener;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.probe.UnitProgress;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Drives an engine over a real transport on the calling thread, with one unit, and remembers what it tells. */
public final class RealScan implements UnitListener {
    private static final long TURN_NANOS = 50_000_000L;

    private final Engine engine;
    private final Map<Address, UnitOutcome.Host> hosts = new HashMap<>();
    private final List<OpenFinding> found = new ArrayList<>();
    private UnitOutcome.@Nullable Quality quality;
    private @Nullable Reason refusal;
    private long done;

    public RealScan(Transport transport, ProbeUnit unit) {
        this.engine = new Engine(transport, this, System.nanoTime());
        engine.add(unit);
    }

    /** Until the unit has ended, or for so long. */
    public RealScan run(Duration most) {
        return runUntil(() -> false, most);
    }

    /** Until the condition holds, the unit has ended, or for so long. */
    public RealScan runUntil(BooleanSupplier condition, Duration most) {
        long end = System.nanoTime() + most.toNanos();
        while (!ended() && !condition.getAsBoolean() && System.nanoTime() < end) {
            long wait = engine.step(System.nanoTime());
            if (wait > 0 && !ended()) {
                engine.await(Math.min(wait, TURN_NANOS));
            }
        }
        return this;
    }

    public boolean ended() {
        return quality != null;
    }

    /** Probes with a verdict, as of the last report. */
    public long done() {
        return done;
    }

    /** Attempts so far that this machine kept from being sent; once it has ended. */
    public long localFaults() {
        return quality == null ? 0 : quality.localFaults();
    }

    /** Why it, or some of its hosts, went back. */
    public Optional<Reason> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** The verdict of a port; unknown for a host that went back. */
    public Outcome verdict(Address address, int port) {
        UnitOutcome.Host host = hosts.get(address);
        return host == null
                ? Outcome.of(PortState.UNKNOWN, refusal().orElse(Reason.LOCAL_OTHER))
                : host.runs().at(port);
    }

    @Override
    public void found(ProbeUnit of, OpenFinding finding) {
        found.add(finding);
    }

    /** Ports that were told to be open while it ran. */
    public List<OpenFinding> found() {
        return found;
    }

    @Override
    public void finished(ProbeUnit of, UnitOutcome outcome) {
        outcome.hosts().forEach(host -> hosts.put(host.address(), host));
        quality = outcome.quality();
    }

    @Override
    public void refused(ProbeUnit of, Reason reason, UnitOutcome finishedHosts) {
        refusal = reason;
        finished(of, finishedHosts);
    }

    @Override
    public void progress(List<UnitProgress> units) {
        units.forEach(progress -> done = progress.probesDone());
    }
}
