package dev.scanctl.coordinator.plan;

/**
 * The hosts of a port unit as the sweep of their family counts them.
 *
 * @param firstUnit number of the sweep's first unit in the plan
 * @param from rank of the first host
 * @param to rank behind the last host
 */
record HostSpan(Sweep sweep, long firstUnit, long from, long to) {

    /** The units of discovery that look for these hosts. */
    UnitStretch units() {
        return new UnitStretch(firstUnit + from / sweep.hosts(), firstUnit + (to - 1) / sweep.hosts() + 1);
    }

    /** Rank of the first host of one of those units. */
    long rankOf(long unit) {
        return (unit - firstUnit) * sweep.hosts();
    }
}
