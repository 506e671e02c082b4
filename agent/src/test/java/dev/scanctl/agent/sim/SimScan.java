package dev.scanctl.agent.sim;

import dev.scanctl.agent.probe.engine.Engine;
import dev.scanctl.agent.probe.OpenFinding;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.agent.probe.UnitListener;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.probe.UnitProgress;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Drives an engine over a simulated transport in virtual time, and remembers what it tells. */
public final class SimScan implements UnitListener {
    /** Not zero, so that a confusion of clocks shows. */
    public static final long START_NANOS = -5_000_000_000L;

    private static final long SECOND = 1_000_000_000L;

    public final SimTransport transport;
    public final Engine engine;
    public final Map<Long, UnitOutcome> finished = new HashMap<>();
    public final Map<Long, Reason> refused = new HashMap<>();
    public final List<OpenFinding> found = new ArrayList<>();
    public final List<UnitProgress> progress = new ArrayList<>();
    private long grainNanos = 1_000;
    private long nowNanos = START_NANOS;
    private int live;

    public SimScan(SimTransport transport) {
        this(transport, transport);
    }

    /** @param before what stands before the transport, for the engine */
    public SimScan(SimTransport transport, Transport before) {
        this.transport = transport;
        transport.now(nowNanos);
        this.engine = new Engine(before, this, nowNanos);
    }

    /** The least time between two steps of the engine, as of a busy thread: less makes finer and slower simulations. */
    public SimScan grain(long nanos) {
        grainNanos = nanos;
        return this;
    }

    public SimScan add(ProbeUnit unit) {
        engine.add(unit);
        live++;
        return this;
    }

    /** Runs until every unit has ended; a scan that takes longer than that is an {@link IllegalStateException}. */
    public void run(long mostSeconds) {
        long end = nowNanos + mostSeconds * SECOND;
        while (finished.size() + refused.size() < live) {
            if (nowNanos > end) {
                throw new IllegalStateException("not finished after " + mostSeconds + " s of virtual time");
            }
            advance();
        }
    }

    /** Runs for a while. */
    public void runMillis(long millis) {
        long end = nowNanos + millis * 1_000_000;
        while (nowNanos < end) {
            advance();
        }
    }

    /** Time passes without a step of the engine. */
    public void stall(long millis) {
        nowNanos += millis * 1_000_000;
        transport.now(nowNanos);
    }

    /** A step in whose midst the machine stands still: what it sends leaves only then. */
    public void stepWithStall(long millis) {
        long after = nowNanos + millis * 1_000_000;
        transport.now(after);
        engine.step(nowNanos);
        nowNanos = after;
        engine.stepped(nowNanos);
    }

    private void advance() {
        long wait = engine.step(nowNanos);
        long wake = wait > 10 * SECOND ? nowNanos + SECOND : nowNanos + Math.max(grainNanos, wait);
        nowNanos = Math.clamp(transport.nextArrivalNanos(), nowNanos + grainNanos, wake);
        transport.now(nowNanos);
    }

    /** A unit was dropped: it will not end. */
    public void forget() {
        live--;
    }

    public double elapsedSeconds() {
        return (nowNanos - START_NANOS) / 1e9;
    }

    public long nowNanos() {
        return nowNanos;
    }

    /** The verdict of one port; the host must be in the outcome. */
    public Outcome verdict(long unitId, Address address, int port) {
        return outcome(unitId).hosts().stream()
                .filter(host -> host.address().equals(address))
                .findFirst()
                .orElseThrow()
                .runs()
                .at(port);
    }

    /** Of a finished or refused unit. */
    public UnitOutcome outcome(long unitId) {
        return Objects.requireNonNull(finished.get(unitId), () -> "unit " + unitId + " has not finished");
    }

    private final Map<Long, UnitOutcome> refusedOutcomes = new HashMap<>();

    public UnitOutcome refusedOutcome(long unitId) {
        return Objects.requireNonNull(refusedOutcomes.get(unitId), () -> "unit " + unitId + " was not refused");
    }

    @Override
    public void found(ProbeUnit unit, OpenFinding finding) {
        found.add(finding);
    }

    @Override
    public void finished(ProbeUnit unit, UnitOutcome outcome) {
        finished.put(unit.id(), outcome);
    }

    @Override
    public void refused(ProbeUnit unit, Reason reason, UnitOutcome finishedHosts) {
        refused.put(unit.id(), reason);
        refusedOutcomes.put(unit.id(), finishedHosts);
    }

    @Override
    public void progress(List<UnitProgress> units) {
        progress.addAll(units);
    }
}
