package dev.scanctl.coordinator.plan;

import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;

/**
 * One unit of a plan, its ranges clipped: every address with every port; or, without ports, addresses of which is to be
 * found out whether they have a live host.
 *
 * @param number from 0
 * @param addresses of one family, not empty
 * @param protocol of the ports; no meaning without
 * @param ports empty for a unit of host discovery
 */
public record PlannedUnit(long number, Protocol protocol, AddressSet addresses, PortSet ports) {

    /** Most probes in a unit. */
    public static final int MAX_PROBES = 1 << 16;

    public boolean discovery() {
        return ports.isEmpty();
    }

    /** Number of ports over all addresses, 1 to {@link #MAX_PROBES}; 0 for a unit of host discovery. */
    public int size() {
        return (int) addresses.size() * ports.size();
    }
}
