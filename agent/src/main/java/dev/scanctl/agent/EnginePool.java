package dev.scanctl.agent;

import dev.scanctl.agent.lease.Prober;
import dev.scanctl.agent.probe.EngineThread;
import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.wire.AddressSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Several engines as one: a unit goes to the one with the fewest probes to do of those that ask as it wants, and stays there. The verbs belong to the
 * control thread.
 */
final class EnginePool implements Prober, AutoCloseable {
    private final List<Seat> seats;
    private final Map<Long, Place> places = new HashMap<>();

    /** @param engines at least one for each method of a unit, not started yet; the pool closes them */
    EnginePool(List<EngineThread> engines) {
        this.seats = engines.stream().map(Seat::new).toList();
    }

    /** An engine and the probes of its units. */
    private static final class Seat {
        final EngineThread engine;
        long probes;

        Seat(EngineThread engine) {
            this.engine = engine;
        }
    }

    private record Place(Seat seat, int probes) {}

    void start() {
        seats.forEach(seat -> seat.engine.start());
    }

    @Override
    public void add(ProbeUnit unit) {
        // A failed engine refuses whatever it gets, so it comes last.
        Seat least = seats.stream()
                .filter(seat -> seat.engine.method() == unit.method())
                .min(Comparator.<Seat, Boolean>comparing(seat -> seat.engine.failed()).thenComparing(seat -> seat.probes))
                .orElseThrow();
        least.probes += unit.size();
        places.put(unit.id(), new Place(least, unit.size()));
        least.engine.add(unit);
    }

    @Override
    public void limit(long id, ProbeLimits limits) {
        engineOf(id).ifPresent(engine -> engine.limit(id, limits));
    }

    @Override
    public void suspend(long id) {
        engineOf(id).ifPresent(engine -> engine.suspend(id));
    }

    @Override
    public void resume(long id) {
        engineOf(id).ifPresent(engine -> engine.resume(id));
    }

    @Override
    public void exclude(long id, AddressSet gone) {
        engineOf(id).ifPresent(engine -> engine.exclude(id, gone));
    }

    @Override
    public void drop(long id) {
        engineOf(id).ifPresent(engine -> engine.drop(id));
        ended(id);
    }

    @Override
    public void ended(long id) {
        Place place = places.remove(id);
        if (place != null) {
            place.seat().probes -= place.probes();
        }
    }

    private Optional<EngineThread> engineOf(long id) {
        return Optional.ofNullable(places.get(id)).map(place -> place.seat().engine);
    }

    /** Stops all engines and closes their transports. */
    @Override
    public void close() {
        seats.forEach(seat -> seat.engine.close());
    }
}
