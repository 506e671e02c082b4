package dev.scanctl.agent.accuracy;

import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.sim.SimNetwork;
import dev.scanctl.agent.sim.SimScan;
import dev.scanctl.agent.sim.SimTransport;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A network under one condition, drawn by a seed, with the units that cover it. */
final class World {
    static final Outcome UDP_SILENT = Outcome.of(PortState.OPEN_FILTERED, Reason.NO_RESPONSE);
    static final Outcome TCP_SILENT = Outcome.of(PortState.FILTERED, Reason.NO_RESPONSE);

    private static final Address FIRST = Address.parse("10.9.0.0");
    private static final int MOST_VIRTUAL_SECONDS = 7_200;

    final SimNetwork network;
    final List<ProbeUnit> units = new ArrayList<>();
    private final Shape shape;

    World(Condition condition, Shape shape, long seed) {
        this.shape = shape;
        this.network = condition.path(seed);
        SplittableRandom random = new SplittableRandom(seed * 1_000_003);
        for (int number = 0; number < shape.units() * shape.hosts(); number++) {
            HostKind kind = condition.hosts.get(number % condition.hosts.size());
            network.host(
                    FIRST.plus(number), kind.draw(random, shape.protocol(), shape.ports(), shape.openShare()));
        }
        for (int id = 0; id < shape.units(); id++) {
            units.add(unit(id, random.nextLong()));
        }
    }

    private ProbeUnit unit(int id, long seed) {
        Address first = FIRST.plus((long) id * shape.hosts());
        AddressSet addresses = AddressSet.of(new AddressRange(first, first.plus(shape.hosts() - 1)));
        PortSet ports = PortSet.of(new PortRange(1, shape.ports()));
        Method method = shape.protocol() == Protocol.UDP ? Method.UDP : shape.hearsLate() ? Method.SYN : Method.CONNECT;
        return new ProbeUnit(id, method, shape.protocol(), addresses, ports, seed, shape.limits());
    }

    /** Scans all of it. */
    SimScan scan(SimTransport transport, long grainNanos) {
        SimTransport hearing = shape.hearsLate() ? transport.hearsLate() : transport;
        SimScan scan = new SimScan(hearing).grain(grainNanos);
        units.forEach(scan::add);
        scan.run(MOST_VIRTUAL_SECONDS);
        return scan;
    }

    /** What a port is to be found as. */
    Outcome truth(Address address, int port) {
        Outcome truth = network.truth(address, port);
        return truth.reason() == Reason.NO_RESPONSE ? silence() : truth;
    }

    /** What a port looks like that never answered. */
    Outcome silence() {
        return shape.protocol() == Protocol.UDP ? UDP_SILENT : TCP_SILENT;
    }
}
