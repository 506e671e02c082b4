package dev.scanctl.agent.engines;

import dev.scanctl.agent.lease.Prober;
import dev.scanctl.agent.probe.engine.EngineThread;
import dev.scanctl.agent.probe.OpenFinding;
import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.UnitListener;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.probe.UnitProgress;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Several engines as one: each host of a unit goes to the engine of the unit's method that it belongs to ({@link Sharding}), and
 * what the engines tell of their parts is told of the unit. A unit ends when all of its parts have; if one of them was
 * refused the unit is, with all hosts that were finished. Owned by the control thread, which the engines' events are brought to
 * before they come here.
 */
public final class EnginePool implements Prober, UnitListener, AutoCloseable {
    /** Room for the number of a part within the number that its engine knows it by. */
    private static final int MOST_PARTS = 64;

    private final List<EngineThread> engines;
    private final LongSupplier clock;
    private final Map<Long, CutUnit> units = new HashMap<>();
    private @Nullable UnitListener listener;

    /**
     * @param engines at least one for each method of a unit, not started yet; the pool closes them
     * @param clock nanoseconds
     */
    public EnginePool(List<EngineThread> engines, LongSupplier clock) {
        this.engines = List.copyOf(engines);
        this.clock = clock;
    }

    /** Says who is told of units; before any is added. */
    public void tell(UnitListener whom) {
        listener = whom;
    }

    public void start() {
        engines.forEach(EngineThread::start);
    }

    @Override
    public void add(ProbeUnit unit) {
        List<EngineThread> able = able(unit);
        List<AddressSet> shards = Sharding.split(unit, able.size());
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < shards.size(); i++) {
            if (!shards.get(i).isEmpty()) {
                long id = unit.id() * MOST_PARTS + parts.size();
                parts.add(new Part(new Seat(able.get(i)), unit.of(shards.get(i)).withId(id)));
            }
        }
        CutUnit cut = new CutUnit(unit, parts, clock.getAsLong());
        units.put(unit.id(), cut);
        cut.start();
    }

    /** A failed engine refuses whatever it gets, so it is left out unless there is no other. */
    private List<EngineThread> able(ProbeUnit unit) {
        List<EngineThread> all =
                engines.stream().filter(engine -> engine.method() == unit.method()).toList();
        List<EngineThread> sound = all.stream().filter(engine -> !engine.failed()).toList();
        return sound.isEmpty() ? all.subList(0, 1) : sound;
    }

    @Override
    public void limit(long id, ProbeLimits limits) {
        find(id).ifPresent(unit -> unit.limit(limits, clock.getAsLong()));
    }

    @Override
    public void suspend(long id) {
        find(id).ifPresent(CutUnit::suspend);
    }

    @Override
    public void resume(long id) {
        find(id).ifPresent(CutUnit::resume);
    }

    @Override
    public void exclude(long id, AddressSet gone) {
        find(id).ifPresent(unit -> unit.exclude(gone));
    }

    @Override
    public void drop(long id) {
        find(id).ifPresent(CutUnit::drop);
        units.remove(id);
    }

    @Override
    public void ended(long id) {
        units.remove(id);
    }

    /** Lets time pass: what ended parts leave goes to the others. */
    public void tick() {
        long now = clock.getAsLong();
        units.values().forEach(unit -> unit.tick(now));
    }

    private Optional<CutUnit> find(long id) {
        return Optional.ofNullable(units.get(id));
    }

    // ---- from the engines

    @Override
    public void found(ProbeUnit part, OpenFinding finding) {
        find(part.id() / MOST_PARTS).ifPresent(unit -> listener().found(unit.whole, finding));
    }

    @Override
    public void finished(ProbeUnit part, UnitOutcome outcome) {
        ended(part, outcome, null);
    }

    @Override
    public void refused(ProbeUnit part, Reason reason, UnitOutcome finishedHosts) {
        ended(part, finishedHosts, reason);
    }

    private void ended(ProbeUnit told, UnitOutcome outcome, @Nullable Reason refusal) {
        CutUnit unit = units.get(told.id() / MOST_PARTS);
        boolean last = unit != null && unit.ended(part(told.id()), outcome, refusal, clock.getAsLong());
        if (unit == null || !last) {
            return;
        }
        Reason why = unit.refusal();
        if (why == null) {
            listener().finished(unit.whole, unit.outcome());
        } else {
            listener().refused(unit.whole, why, unit.outcome());
        }
    }

    @Override
    public void progress(List<UnitProgress> told) {
        Set<CutUnit> changed = new LinkedHashSet<>();
        for (UnitProgress of : told) {
            find(of.id() / MOST_PARTS).ifPresent(unit -> {
                unit.progress(part(of.id()), of);
                changed.add(unit);
            });
        }
        if (!changed.isEmpty()) {
            listener().progress(changed.stream().map(CutUnit::progress).toList());
        }
    }

    private static int part(long id) {
        return (int) (id % MOST_PARTS);
    }

    private UnitListener listener() {
        if (listener == null) {
            throw new IllegalStateException("nobody was named to be told of units");
        }
        return listener;
    }

    /** Stops all engines and closes their transports. */
    @Override
    public void close() {
        engines.forEach(EngineThread::close);
    }
}
