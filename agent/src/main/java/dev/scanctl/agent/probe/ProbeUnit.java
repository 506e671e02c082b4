package dev.scanctl.agent.probe;

import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;

/**
 * What an engine is to probe: every port of every address once.
 *
 * @param id the caller's number, unique among the engine's units
 * @param method how it is asked: that of the engine's transport
 * @param addresses at most 65,536
 * @param seed draws the order in which the unit is walked
 * @param control ports of which hosts that seem to answer for every port may be asked a few; empty: none
 */
public record ProbeUnit(
        long id,
        Method method,
        Protocol protocol,
        AddressSet addresses,
        PortSet ports,
        long seed,
        ProbeLimits limits,
        PortSet control) {

    /** The most ports over all addresses that one unit holds. */
    public static final int MAX_PROBES = 65_536;

    public ProbeUnit {
        if (addresses.isEmpty() || ports.isEmpty() || addresses.size() * ports.size() > MAX_PROBES) {
            throw new IllegalArgumentException(
                    "a unit holds 1 to " + MAX_PROBES + " probes, not " + addresses.size() + " × " + ports.size());
        }
    }

    /** Without control questions. */
    public ProbeUnit(
            long id,
            Method method,
            Protocol protocol,
            AddressSet addresses,
            PortSet ports,
            long seed,
            ProbeLimits limits) {
        this(id, method, protocol, addresses, ports, seed, limits, PortSet.EMPTY);
    }

    /** The same unit under other limits. */
    public ProbeUnit withLimits(ProbeLimits others) {
        return new ProbeUnit(id, method, protocol, addresses, ports, seed, others, control);
    }

    /** The same unit of these addresses. */
    public ProbeUnit of(AddressSet others) {
        return new ProbeUnit(id, method, protocol, others, ports, seed, limits, control);
    }

    /** The same unit by another number. */
    public ProbeUnit withId(long other) {
        return new ProbeUnit(other, method, protocol, addresses, ports, seed, limits, control);
    }

    /** Number of (address, port) pairs, 1 to 65,536. */
    public int size() {
        return (int) addresses.size() * ports.size();
    }
}
