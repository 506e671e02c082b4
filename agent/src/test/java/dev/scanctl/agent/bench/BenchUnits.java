package dev.scanctl.agent.bench;

import dev.scanctl.agent.lease.ProfileLimits;
import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Permutation;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Cuts a scan into units as a coordinator does: at least sixteen, of at most 65,536 probes, in a permuted order. */
final class BenchUnits {
    private static final long SEED = 7;
    private static final int FEWEST_UNITS = 16;
    private static final int WORTH_A_LEASE = 1_024;
    private static final int UDP_PROBES = 16_384;
    private static final int UDP_PORTS = 32;

    private final BenchOptions options;
    private final Method method;
    private final ProbeLimits limits;
    private final int hosts;
    private final int ports;
    private long lastId;

    BenchUnits(BenchOptions options, Method method) {
        this.options = options;
        this.method = method;
        this.limits = ProfileLimits.of(options.profile()).withRates(options.maxPps(), 0);
        boolean udp = options.transport().protocol == Protocol.UDP;
        int probes = Math.min(options.unitProbes() > 0 ? options.unitProbes() : fitted(), udp ? UDP_PROBES : MAX);
        this.ports = Math.min(Math.min(options.ports().size(), probes), udp ? UDP_PORTS : MAX);
        this.hosts = probes / ports;
    }

    private static final int MAX = ProbeUnit.MAX_PROBES;

    private int fitted() {
        long all = options.targets().size() * options.ports().size();
        return (int) Math.clamp((all + FEWEST_UNITS - 1) / FEWEST_UNITS, WORTH_A_LEASE, MAX);
    }

    /** The units of each thread, which share no host. */
    List<Deque<ProbeUnit>> sharded() {
        List<Deque<ProbeUnit>> shards = new ArrayList<>();
        long size = options.targets().size();
        for (int i = 0; i < options.threads(); i++) {
            AddressSet share = options.targets()
                    .slice(size * i / options.threads(), size * (i + 1) / options.threads());
            shards.add(permuted(cut(share)));
        }
        return shards;
    }

    private List<ProbeUnit> cut(AddressSet share) {
        List<ProbeUnit> units = new ArrayList<>();
        for (long host = 0; host < share.size(); host += hosts) {
            for (int port = 0; port < options.ports().size(); port += ports) {
                PortSet some = options.ports().slice(port, port + ports);
                units.add(unit(share.slice(host, host + hosts), some));
            }
        }
        return units;
    }

    private ProbeUnit unit(AddressSet some, PortSet ofPorts) {
        Protocol protocol = options.transport().protocol;
        return new ProbeUnit(++lastId, method, protocol, some, ofPorts, SEED + lastId, limits);
    }

    private static Deque<ProbeUnit> permuted(List<ProbeUnit> units) {
        Deque<ProbeUnit> permuted = new ArrayDeque<>();
        if (!units.isEmpty()) {
            Permutation order = new Permutation(SEED, units.size());
            for (int i = 0; i < units.size(); i++) {
                permuted.add(units.get((int) order.at(i)));
            }
        }
        return permuted;
    }
}
