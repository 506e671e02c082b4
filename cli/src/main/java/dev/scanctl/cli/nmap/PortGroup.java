package dev.scanctl.cli.nmap;

import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Reason;

/**
 * Neighbouring ports of one host alike.
 *
 * @param service registered name of a single port; empty: none
 */
record PortGroup(Protocol protocol, PortRange ports, PortState state, Reason reason, String service) {
    int count() {
        return ports.size();
    }
}
