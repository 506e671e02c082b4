package dev.scanctl.agent.lease;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.wire.AddressSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A prober that probes nothing and remembers what it was told. Readable from any thread. */
final class FakeProber implements Prober {
    private final Map<Long, ProbeUnit> units = new ConcurrentHashMap<>();
    private final Map<Long, ProbeLimits> limits = new ConcurrentHashMap<>();
    private final Map<Long, AddressSet> excluded = new ConcurrentHashMap<>();
    private final Set<Long> suspended = ConcurrentHashMap.newKeySet();

    @Override
    public void add(ProbeUnit unit) {
        limits.put(unit.id(), unit.limits());
        units.put(unit.id(), unit);
    }

    @Override
    public void limit(long id, ProbeLimits newLimits) {
        limits.replace(id, newLimits);
    }

    @Override
    public void suspend(long id) {
        requireChange(suspended.add(id), "suspended twice: " + id);
    }

    @Override
    public void resume(long id) {
        requireChange(suspended.remove(id), "resumed while running: " + id);
    }

    private static void requireChange(boolean change, String otherwise) {
        if (!change) {
            throw new AssertionError(otherwise);
        }
    }

    @Override
    public void drop(long id) {
        ended(id);
    }

    @Override
    public void ended(long id) {
        units.remove(id);
        suspended.remove(id);
        limits.remove(id);
    }

    @Override
    public void exclude(long id, AddressSet gone) {
        excluded.put(id, gone);
    }

    boolean has(long id) {
        return units.containsKey(id);
    }

    boolean running(long id) {
        return has(id) && !suspended.contains(id);
    }

    Set<Long> ids() {
        return Set.copyOf(units.keySet());
    }

    Optional<ProbeUnit> only() {
        return units.values().stream().findFirst();
    }

    ProbeUnit unit(long id) {
        return Optional.ofNullable(units.get(id)).orElseThrow();
    }

    ProbeLimits limitsOf(long id) {
        return Optional.ofNullable(limits.get(id)).orElseThrow();
    }

    /** Those of all units. */
    Collection<ProbeLimits> allLimits() {
        return List.copyOf(limits.values());
    }

    AddressSet excludedFrom(long id) {
        return excluded.getOrDefault(id, AddressSet.EMPTY);
    }
}
