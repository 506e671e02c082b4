package dev.scanctl.coordinator.plan;

import dev.scanctl.wire.AddressSet;

/**
 * The part of a plan that looks for live hosts of one address family: its addresses by rank, cut into equal stretches.
 *
 * @param hosts addresses of a unit, 1 to {@link #MAX_HOSTS}
 */
record Sweep(AddressSet addresses, int hosts) {
    /** Enough to be worth a lease, few enough that what was found is a small row. */
    static final int MAX_HOSTS = 4_096;
    /** Probes that an agent may need for one host in one attempt. */
    private static final int PROBES_A_HOST = 5;
    /** A small network is cut into units no smaller than this, so that several agents can share it. */
    private static final int FEWEST_HOSTS = 64;

    private static final int FEWEST_UNITS = 16;

    Sweep {
        if (addresses.isEmpty() || hosts < 1 || hosts > MAX_HOSTS) {
            throw new IllegalArgumentException("a unit of host discovery has 1 to " + MAX_HOSTS + " addresses");
        }
    }

    /** @param shape of the port units beside it: as many probes a unit are wanted here */
    static Sweep of(AddressSet addresses, UnitShape shape) {
        long share = Section.ceilingDivide(addresses.size(), FEWEST_UNITS);
        int most = Math.max(1, shape.tcpProbes() / PROBES_A_HOST);
        int hosts = Math.min(most, (int) Math.clamp(share, FEWEST_HOSTS, MAX_HOSTS));
        return new Sweep(addresses, Cut.narrowed(addresses, hosts, Cut.MAX_ADDRESS_RANGES));
    }

    long units() {
        return Section.ceilingDivide(addresses.size(), hosts);
    }

    AddressSet unit(long inSweep) {
        return addresses.slice(inSweep * hosts, (inSweep + 1) * hosts);
    }
}
