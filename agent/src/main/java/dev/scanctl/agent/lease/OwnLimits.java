package dev.scanctl.agent.lease;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.wire.AddressSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What live units of one agent share among themselves: the rate that the agent's owner allows, and for each host the
 * caps of the profile, since several units may hold ports of one host and engines know nothing of each other. The
 * coordinator's shares are split already and count as they are. Owned by the control thread.
 */
final class OwnLimits {
    private final Prober prober;
    private final long maxPps;
    private final LongSupplier hostPps;
    /** The units that {@link HeldUnit#sharers} was last counted for. */
    private List<Long> counted = List.of();

    /**
     * @param maxPps attempts a second over all units; 0: no limit
     * @param hostPps attempts a second to one host that the owner allows at the moment; 0: no limit
     */
    OwnLimits(Prober prober, long maxPps, LongSupplier hostPps) {
        this.prober = prober;
        this.maxPps = maxPps;
        this.hostPps = hostPps;
    }

    /** Most units that can have at least one attempt a second each. */
    int mostUnits(int maxUnits) {
        return maxPps == 0 ? maxUnits : (int) Math.min(maxUnits, maxPps);
    }

    /** Makes room for a unit about to start: sets its limits, and lowers those of the others. */
    void join(HeldUnit joining, Collection<HeldUnit> held) {
        List<HeldUnit> all = probing(held);
        all.add(joining);
        count(all);
        joining.applied = limits(joining, all.size());
        apply(all.subList(0, all.size() - 1), all.size());
    }

    /** Tells the engine of every unit whose limits are others than it knows. */
    void apply(Collection<HeldUnit> held) {
        List<HeldUnit> all = probing(held);
        count(all);
        apply(all, all.size());
    }

    private void apply(List<HeldUnit> units, int live) {
        for (HeldUnit unit : units) {
            ProbeLimits wanted = limits(unit, live);
            if (!wanted.equals(unit.applied)) {
                unit.applied = wanted;
                prober.limit(unit.unit.id(), wanted);
            }
        }
    }

    private static List<HeldUnit> probing(Collection<HeldUnit> held) {
        return new ArrayList<>(held.stream().filter(HeldUnit::probing).toList());
    }

    private ProbeLimits limits(HeldUnit unit, int live) {
        ProbeLimits shared = Profiles.shared(perSharer(unit.unit.limits(), unit.sharers), unit.share);
        if (maxPps == 0) {
            return shared;
        }
        long part = Math.max(1, maxPps / live);
        return shared.withRates(Profiles.smaller(shared.maxPps(), part), shared.hostPps());
    }

    private ProbeLimits perSharer(ProbeLimits profile, int sharers) {
        long most = Profiles.smaller(profile.hostPps(), hostPps.getAsLong());
        long hostPps = most == 0 ? 0 : Math.max(1, most / sharers);
        return profile.withRates(profile.maxPps(), hostPps)
                .withHostInFlight(Math.max(1, profile.hostInFlight() / sharers));
    }

    /** How many units, itself included, hold ports of some host of each unit; counted anew when units come or go. */
    private void count(List<HeldUnit> units) {
        List<Long> ids = units.stream().map(unit -> unit.unit.id()).toList();
        if (ids.equals(counted)) {
            return;
        }
        counted = ids;
        for (HeldUnit unit : units) {
            unit.sharers = (int) units.stream()
                    .filter(other -> meet(unit.unit.addresses(), other.unit.addresses()))
                    .count();
        }
    }

    /** Most units are one block each: then their ends tell. */
    private static boolean meet(AddressSet one, AddressSet other) {
        boolean apart = one.at(0).compareTo(other.at(other.size() - 1)) > 0
                || other.at(0).compareTo(one.at(one.size() - 1)) > 0;
        return !apart && !one.intersect(other).isEmpty();
    }
}
