package dev.scanctl.agent.lease;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.sim.SimHost;
import dev.scanctl.agent.sim.SimNetwork;
import dev.scanctl.agent.sim.SimScan;
import dev.scanctl.agent.sim.SimTransport;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Drives a search for hosts, each of its steps on an engine of its own over one simulated network, in virtual time. */
final class SearchScan {
    static final Address FIRST = Address.parse("10.9.0.1");

    private final SimNetwork network = new SimNetwork(11);
    private final List<Sent> sent = new ArrayList<>();
    private final List<Method> steps = new ArrayList<>();
    private ProbeLimits limits = Discovery.limits(new ProbeLimits(0, 0, 64, 2, 10, 0));
    private SimTransport.Faults faults = (target, port, now) -> null;
    private AddressSet own = AddressSet.EMPTY;
    private AddressSet excluded = AddressSet.EMPTY;
    private int drops;
    /** Of the step under way, from the beginning of the search. */
    private long beganNanos;

    private @Nullable Discovery search;

    record Sent(long atNanos, Address target, int port) {}

    /** From the n-th address to the m-th. */
    static AddressSet addresses(int first, int last) {
        return AddressSet.of(new AddressRange(FIRST.plus(first), FIRST.plus(last)));
    }

    SearchScan host(int number, SimHost host) {
        network.host(FIRST.plus(number), host);
        return this;
    }

    void limits(ProbeLimits of) {
        limits = of;
    }

    void hostTimeoutMillis(long millis) {
        limits = new ProbeLimits(0, 0, 1, 2, 10, millis * 1_000_000);
    }

    void faults(SimTransport.Faults injected) {
        faults = injected;
    }

    void drops(int times) {
        drops = times;
    }

    void loss(double oneWay) {
        network.loss(oneWay);
    }

    long lost() {
        return network.counts().lost();
    }

    void own(AddressSet addresses) {
        own = addresses;
    }

    /** Excluded while the first step is under way. */
    void excluded(AddressSet addresses) {
        excluded = addresses;
    }

    /** Looks for so many hosts. */
    void run(int hosts, AddressSet onLink, AddressSet byEcho) {
        ProbeUnit byTcp = new ProbeUnit(
                1, Method.CONNECT, Protocol.TCP, addresses(0, hosts - 1), Discovery.PORTS, 77, limits);
        Discovery begun = Discovery.of(byTcp, onLink, byEcho, own);
        search = begun;
        Optional<ProbeUnit> step = begun.next(AddressSet.EMPTY);
        while (step.isPresent()) {
            step(begun, step.get());
            step = begun.next(excluded);
        }
    }

    private void step(Discovery begun, ProbeUnit step) {
        steps.add(step.method());
        SimScan scan = new SimScan(new SimTransport(network).faults(faults).drops(drops));
        scan.add(step).run(600);
        begun.heard(scan.refused.isEmpty() ? scan.outcome(1) : scan.refusedOutcome(1));
        long shift = beganNanos - SimScan.START_NANOS;
        scan.transport.sent().forEach(each -> sent.add(new Sent(each.atNanos() + shift, each.target(), each.port())));
        beganNanos += scan.nowNanos() - SimScan.START_NANOS;
    }

    Discovery search() {
        return Objects.requireNonNull(search);
    }

    AddressSet live() {
        return search().live();
    }

    /** How its steps asked, in their order. */
    List<Method> steps() {
        return steps;
    }

    /** All that left the machine. */
    List<Sent> sent() {
        return sent;
    }

    List<Long> timesOf(Address target) {
        return sent.stream().filter(each -> each.target().equals(target)).map(Sent::atNanos).toList();
    }

    List<Integer> portsOf(Address target) {
        return sent.stream().filter(each -> each.target().equals(target)).map(Sent::port).toList();
    }
}
