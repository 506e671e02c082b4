package dev.scanctl.agent.lease;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What live units of one agent share among themselves: the rate that the agent's owner allows, and for each host the
 * caps of the profile, since several units may hold ports of one host and engines know nothing of each other. The
 * coordinator's shares are split already and count as they are. Owned by the control thread.
 */
final class OwnLimits {
    private static final int V4_SUBNET = 24;
    private static final int V6_SUBNET = 64;

    private final Prober prober;
    private final long maxPps;
    private final OwnerRules rules;
    /** The units that {@link HeldUnit#sharers} was last counted for. */
    private List<Long> counted = List.of();

    /**
     * @param maxPps attempts a second over all units; 0: no limit
     * @param rules what the owner allows at the moment
     */
    OwnLimits(Prober prober, long maxPps, OwnerRules rules) {
        this.prober = prober;
        this.maxPps = maxPps;
        this.rules = rules;
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
        long most = Profiles.smaller(part(maxPps, live), part(rules.subnetPps(), unit.neighbours));
        return shared.withRates(Profiles.smaller(shared.maxPps(), most), shared.hostPps());
    }

    /** One unit's part of what several share; 0: no limit. */
    private static long part(long most, int sharers) {
        return most == 0 ? 0 : Math.max(1, most / sharers);
    }

    private ProbeLimits perSharer(ProbeLimits profile, int sharers) {
        long most = Profiles.smaller(profile.hostPps(), rules.hostPps());
        return profile.withRates(profile.maxPps(), part(most, sharers))
                .withHostInFlight(Math.max(1, profile.hostInFlight() / sharers));
    }

    /** How many units, itself included, hold ports of some host of each unit, or of its subnets; counted anew when units come or go. */
    private void count(List<HeldUnit> units) {
        List<Long> ids = units.stream().map(unit -> unit.unit.id()).toList();
        if (ids.equals(counted)) {
            return;
        }
        counted = ids;
        List<AddressSet> subnets = units.stream().map(unit -> subnets(unit.unit.addresses())).toList();
        for (int i = 0; i < units.size(); i++) {
            HeldUnit unit = units.get(i);
            AddressSet around = subnets.get(i);
            unit.sharers = (int) units.stream()
                    .filter(other -> meet(unit.unit.addresses(), other.unit.addresses()))
                    .count();
            unit.neighbours =
                    (int) subnets.stream().filter(other -> meet(around, other)).count();
        }
    }

    /** Whole subnets that hold some of the addresses. */
    private static AddressSet subnets(AddressSet addresses) {
        return AddressSet.of(addresses.ranges().stream()
                .map(range -> new AddressRange(subnet(range.first()).first(), subnet(range.last()).last()))
                .toList());
    }

    private static AddressRange subnet(Address address) {
        return AddressRange.ofPrefix(address, address.v6() ? V6_SUBNET : V4_SUBNET);
    }

    /** Most units are one block each: then their ends tell. */
    private static boolean meet(AddressSet one, AddressSet other) {
        boolean apart = one.at(0).compareTo(other.at(other.size() - 1)) > 0
                || other.at(0).compareTo(one.at(one.size() - 1)) > 0;
        return !apart && !one.intersect(other).isEmpty();
    }
}
