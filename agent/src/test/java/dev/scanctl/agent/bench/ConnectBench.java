package dev.scanctl.agent.bench;

import dev.scanctl.agent.linux.BootTime;
import dev.scanctl.agent.linux.connect.EpollConnectTransport;
import dev.scanctl.agent.probe.engine.EngineThread;
import dev.scanctl.agent.probe.OpenFinding;
import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.UnitListener;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.probe.UnitProgress;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Reason;
import dev.scanctl.wire.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * One engine thread over the epoll transport, as an agent runs it: full units, a few of them at a time, until every port of
 * a block of hosts has its verdict. Takes and prints what {@code connect-baseline scan} does, so that the two can be
 * compared; the time runs from before the transport is opened, in a JVM that has not warmed up.
 */
@SuppressWarnings("SystemOut") // what this program is for
public final class ConnectBench implements UnitListener {
    private static final int UNITS_AT_A_TIME = 4;

    private final List<ProbeUnit> waiting;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final TreeSet<String> open = new TreeSet<>();
    private final EngineThread thread;
    private int unfinished;
    private long other;
    private long retransmitted;

    private ConnectBench(List<ProbeUnit> units, int window) {
        waiting = new ArrayList<>(units);
        unfinished = units.size();
        thread = new EngineThread("bench", EpollConnectTransport.open(window), this, BootTime::nanos);
    }

    /** WINDOW FIRST-ADDRESS ADDRESSES FIRST-PORT LAST-PORT. */
    public static void main(String[] arguments) {
        int window = Integer.parseInt(arguments[0]);
        Address first = Address.parse(arguments[1]);
        int addresses = Integer.parseInt(arguments[2]);
        AddressSet hosts = AddressSet.of(new AddressRange(first, first.plus(addresses - 1)));
        PortRange ports = new PortRange(Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]));

        long start = System.nanoTime();
        ConnectBench bench = new ConnectBench(units(hosts, ports, window), window);
        bench.run();
        double seconds = (System.nanoTime() - start) / 1e9;

        bench.open.forEach(System.out::println);
        System.err.printf("%.3f seconds, %d other, %d sent again%n", seconds, bench.other, bench.retransmitted);
        System.exit(bench.other == 0 ? 0 : 1);
    }

    private static List<ProbeUnit> units(AddressSet hosts, PortRange ports, int window) {
        int height = (int) (ProbeUnit.MAX_PROBES / hosts.size());
        int eachHost = (int) Math.max(1, window / hosts.size());
        ProbeLimits limits = new ProbeLimits(0, 0, eachHost, 2, 10, 0);
        List<ProbeUnit> units = new ArrayList<>();
        for (int port = ports.first(); port <= ports.last(); port += height) {
            PortSet some = PortSet.of(new PortRange(port, Math.min(ports.last(), port + height - 1)));
            units.add(new ProbeUnit(units.size(), Method.CONNECT, Protocol.TCP, hosts, some, 7L * port, limits));
        }
        return units;
    }

    private void run() {
        thread.start();
        for (int i = 0; i < UNITS_AT_A_TIME && !waiting.isEmpty(); i++) {
            thread.add(waiting.removeLast());
        }
        done.join();
        thread.close();
    }

    @Override
    public void found(ProbeUnit unit, OpenFinding finding) {
        open.add(finding.address() + " " + finding.port());
    }

    @Override
    public void finished(ProbeUnit unit, UnitOutcome outcome) {
        outcome.hosts().forEach(host -> host.runs().list().forEach(run -> count(host, run)));
        retransmitted += outcome.quality().retransmitted();
        if (!waiting.isEmpty()) {
            thread.add(waiting.removeLast());
        }
        if (--unfinished == 0) {
            done.complete(null);
        }
    }

    private void count(UnitOutcome.Host host, Run run) {
        PortState state = run.outcome().state();
        if (state != PortState.OPEN && state != PortState.CLOSED) {
            other += host.runs().portsIn(run);
        }
    }

    @Override
    public void refused(ProbeUnit unit, Reason reason, UnitOutcome finishedHosts) {
        done.completeExceptionally(new IllegalStateException("a unit was refused: " + reason));
    }

    @Override
    public void progress(List<UnitProgress> units) {}
}
