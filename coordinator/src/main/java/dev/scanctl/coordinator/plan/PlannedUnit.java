package dev.scanctl.coordinator.plan;

import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;

/**
 * One unit of a plan, its ranges clipped: every address with every port.
 *
 * @param number from 0
 * @param addresses of one family, not empty
 * @param ports not empty
 */
public record PlannedUnit(long number, Protocol protocol, AddressSet addresses, PortSet ports) {

    /** Most probes in a unit. */
    public static final int MAX_PROBES = 1 << 16;

    /** Number of probes, 1 to {@link #MAX_PROBES}. */
    public int size() {
        return (int) addresses.size() * ports.size();
    }
}
