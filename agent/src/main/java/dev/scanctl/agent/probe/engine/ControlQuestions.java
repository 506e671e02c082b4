package dev.scanctl.agent.probe.engine;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.Remark;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Permutation;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether hosts of a unit answer for every port, as tarpits do and firewalls that complete the handshake in their hosts' place.
 *
 * <p><b>Suspected</b> is a host of which more than half of at least {@value #FEW_PORTS} ports were found open: real ones have some
 * dozens of open ports, but may be asked for just those. Where fewer ports of each host are probed, all hosts of a unit of at
 * least {@value #MANY_HOSTS} are suspected if nine in ten of them had every port open. That costs questions, no verdict.
 *
 * <p><b>Asked</b> are {@value #PORTS} ports outside of the unit, drawn from those that the unit allows: numbers that no service
 * is registered for. A host that has more than half of them open answers for every port; of a real one hardly any is open. Of a
 * wide unit {@value #SAMPLE} hosts are asked, spread over all; if nine in ten of them answer so, the others of which every port
 * is open are taken to be the same. Where no port is left to be asked, the host's {@value #MANY_PORTS} or more ports are evidence
 * by themselves.
 */
public final class ControlQuestions {
    private static final int FEW_PORTS = 16;
    private static final int MANY_PORTS = 1_024;
    private static final int MANY_HOSTS = 64;
    private static final int SAMPLE = 16;
    private static final int PORTS = 8;
    /** Fewer cannot be told from services. */
    private static final int FEWEST_CONTROLS = 4;

    private final ProbeUnit unit;
    private final HostState[] hosts;
    private final Ledger ledger;
    private final PortSet control;
    private final boolean wide;
    private final List<HostState> suspects;

    ControlQuestions(ProbeUnit unit, HostState[] hosts, Ledger ledger) {
        this.unit = unit;
        this.hosts = hosts;
        this.ledger = ledger;
        this.wide = unit.ports().size() < FEW_PORTS;
        this.control = drawn(unit.control().minus(unit.ports()), unit.seed());
        this.suspects = unit.control().isEmpty() ? List.of() : suspects();
    }

    private static PortSet drawn(PortSet from, long seed) {
        if (from.size() < FEWEST_CONTROLS) {
            return PortSet.EMPTY;
        }
        Permutation order = new Permutation(seed, from.size());
        List<PortRange> ports = new ArrayList<>();
        for (int i = 0; i < Math.min(PORTS, from.size()); i++) {
            ports.add(PortRange.of(from.at((int) order.at(i))));
        }
        return PortSet.of(ports);
    }

    private List<HostState> suspects() {
        List<HostState> found = new ArrayList<>();
        for (HostState host : hosts) {
            int open = host.heard && host.finished() && !host.closed() ? open(host) : 0;
            if (wide ? open == unit.ports().size() : unit.ports().size() < 2 * open) {
                found.add(host);
            }
        }
        boolean few = wide && (hosts.length < MANY_HOSTS || found.size() < 0.9 * hosts.length);
        return few ? List.of() : found;
    }

    private int open(HostState host) {
        int open = 0;
        for (int port = 0; port < unit.ports().size(); port++) {
            open += ledger.isOpen(ledger.probe(host.rank, port)) ? 1 : 0;
        }
        return open;
    }

    /** What is to be asked at the unit's end; empty: nothing. */
    Optional<ProbeUnit> unit(ProbeLimits limits) {
        if (suspects.isEmpty() || control.isEmpty()) {
            return Optional.empty();
        }
        ProbeLimits twice = limits.withAttempts(limits.minAttempts(), limits.minAttempts()).withHostTimeout(0);
        AddressSet asked = AddressSet.of(asked().stream().map(h -> AddressRange.of(h.address)).toList());
        return Optional.of(new ProbeUnit(
                unit.id(), unit.method(), unit.protocol(), asked, control, unit.seed(), twice, PortSet.EMPTY));
    }

    /** Of a wide unit some, of another all: as many as fit a unit. */
    private List<HostState> asked() {
        if (!wide) {
            return suspects.subList(0, Math.min(suspects.size(), ProbeUnit.MAX_PROBES / PORTS));
        }
        List<HostState> sample = new ArrayList<>();
        for (int i = 0; i < SAMPLE; i++) {
            sample.add(suspects.get((int) ((long) i * suspects.size() / SAMPLE)));
        }
        return sample;
    }

    /** What nothing is left to be asked for. */
    List<Remark> withoutQuestions() {
        List<Remark> remarks = new ArrayList<>();
        if (control.isEmpty() && unit.ports().size() >= MANY_PORTS) {
            suspects.forEach(host -> remarks.add(alone(host, List.of())));
        }
        return remarks;
    }

    /** What the hosts turned out to be that are still reported. */
    List<Remark> judge(UnitOutcome answers) {
        List<Remark> remarks = new ArrayList<>();
        AddressSet asked = AddressSet.EMPTY;
        for (UnitOutcome.Host host : answers.hosts()) {
            asked = asked.union(AddressSet.of(AddressRange.of(host.address())));
            List<Integer> open = openOf(host);
            if (2 * open.size() > control.size()) {
                remarks.add(alone(hosts[(int) unit.addresses().rankOf(host.address())], open));
            }
        }
        if (wide && !remarks.isEmpty() && remarks.size() >= 0.9 * asked.size()) {
            remarks.addAll(neighbours(asked, remarks.size()));
        }
        return remarks;
    }

    private List<Integer> openOf(UnitOutcome.Host host) {
        List<Integer> open = new ArrayList<>();
        for (int rank = 0; rank < control.size(); rank++) {
            if (host.runs().at(control.at(rank)).state() == PortState.OPEN) {
                open.add(control.at(rank));
            }
        }
        return open;
    }

    private Remark alone(HostState host, List<Integer> openControl) {
        AddressRange itself = AddressRange.of(host.address);
        int ports = unit.ports().size();
        return new Remark.AnswersEverything(itself, ports, open(host), control.size(), openControl, 0, 0);
    }

    private List<Remark> neighbours(AddressSet asked, int alike) {
        AddressSet others = AddressSet.of(suspects.stream()
                        .filter(HostState::finished)
                        .map(host -> AddressRange.of(host.address))
                        .toList())
                .minus(asked);
        int ports = unit.ports().size();
        List<Remark> remarks = new ArrayList<>();
        for (AddressRange range : others.ranges()) {
            remarks.add(new Remark.AnswersEverything(range, ports, ports, 0, List.of(), (int) asked.size(), alike));
        }
        return remarks;
    }
}
