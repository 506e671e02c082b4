package dev.scanctl.coordinator.plan;

import dev.scanctl.wire.AddressSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * The sweeps of a plan, one after the other.
 *
 * @param families one for each address family, IPv4 first; empty: every address is probed
 */
record Sweeps(List<Sweep> families) {
    static final Sweeps NONE = new Sweeps(List.of());

    Sweeps {
        families = List.copyOf(families);
    }

    /** @param shape of the port units beside them */
    static Sweeps of(AddressSet targets, UnitShape shape) {
        return new Sweeps(split(targets).map(family -> Sweep.of(family, shape)).toList());
    }

    /** The addresses of each family that has some, in the order of sweeps. */
    static Stream<AddressSet> split(AddressSet addresses) {
        return Stream.of(addresses.family(false), addresses.family(true)).filter(family -> !family.isEmpty());
    }

    boolean isEmpty() {
        return families.isEmpty();
    }

    long units() {
        return families.stream().mapToLong(Sweep::units).sum();
    }

    /** The addresses of a unit, counted from the first sweep's first. */
    AddressSet unit(long number) {
        long inSweep = number;
        for (Sweep sweep : families) {
            if (inSweep < sweep.units()) {
                return sweep.unit(inSweep);
            }
            inSweep -= sweep.units();
        }
        throw new IndexOutOfBoundsException("unit " + number + " of " + units() + " that look for hosts");
    }

    /**
     * Hosts of a family by rank, from (inclusive) to (exclusive).
     *
     * @param firstUnit number of the first sweep's first unit in the plan
     */
    HostSpan span(boolean v6, long firstUnit, long from, long to) {
        long before = firstUnit;
        for (Sweep sweep : families) {
            if (sweep.addresses().at(0).v6() == v6) {
                return new HostSpan(sweep, before, from, to);
            }
            before += sweep.units();
        }
        throw new IllegalStateException("no sweep covers the family of these hosts");
    }
}
