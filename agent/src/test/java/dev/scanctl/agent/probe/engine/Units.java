package dev.scanctl.agent.probe.engine;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;

/** Units for tests. */
final class Units {
    static final Address FIRST = Address.parse("10.9.0.0");
    static final ProbeLimits FREE = new ProbeLimits(0, 0, 256, 2, 10, 0);

    private Units() {}

    /** Hosts 10.9.0.0 and on, ports 1 and on. */
    static ProbeUnit of(long id, int hosts, int ports, ProbeLimits limits) {
        return new ProbeUnit(id, Method.CONNECT, Protocol.TCP, addresses(hosts), ports(ports), 31 * id + 7, limits);
    }

    static AddressSet addresses(int hosts) {
        return AddressSet.of(new AddressRange(FIRST, FIRST.plus(hosts - 1)));
    }

    static PortSet ports(int ports) {
        return PortSet.of(new PortRange(1, ports));
    }

    static AddressSet only(Address address) {
        return AddressSet.of(AddressRange.of(address));
    }
}
