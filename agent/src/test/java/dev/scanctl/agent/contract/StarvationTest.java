package dev.scanctl.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.linux.NamespaceThread;
import dev.scanctl.agent.linux.connect.EpollConnectTransport;
import dev.scanctl.agent.linux.syn.SynTransport;
import dev.scanctl.agent.linux.udp.UdpTransport;
import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.engine.RealScan;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Reason;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An engine over each real transport on a machine that lacks something: whatever it says, it says nothing wrong. The transports
 * are tried at the same time, since they mostly wait.
 */
@Timeout(90)
class StarvationTest {
    private static final int HOSTS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ProbeLimits FREE = new ProbeLimits(0, 0, 64, 2, 4, 0);
    /** So that all scans take some three seconds. */
    private static final ProbeLimits SLOW = new ProbeLimits(HOSTS, 0, 64, 2, 4, 0);

    private static @Nullable TestNetwork network;
    private static @Nullable ManyHosts hosts;

    private enum Kind {
        CONNECT(Method.CONNECT, Protocol.TCP, ManyHosts.DROPPED),
        SYN(Method.SYN, Protocol.TCP, ManyHosts.DROPPED),
        /** Without the silent port: patience with it would take most of the time, and show nothing. */
        UDP(Method.UDP, Protocol.UDP, ManyHosts.CLOSED);

        final Method method;
        final Protocol protocol;
        final PortSet ports;

        Kind(Method method, Protocol protocol, int lastPort) {
            this.method = method;
            this.protocol = protocol;
            this.ports = PortSet.of(new PortRange(ManyHosts.OPEN, lastPort));
        }

        Transport open() {
            return switch (this) {
                case CONNECT -> EpollConnectTransport.open();
                case SYN -> SynTransport.open(8_192);
                case UDP -> UdpTransport.open();
            };
        }
    }

    private interface Story {
        /** On a thread in the scanner's namespace. */
        void play(Kind kind, RealScan scan) throws Exception;
    }

    @BeforeAll
    static void connect() throws Exception {
        TestNetwork.assumePossible();
        network = TestNetwork.create();
        hosts = ManyHosts.open(network, HOSTS);
    }

    @AfterAll
    static void disconnect() throws Exception {
        if (hosts != null) {
            hosts.close();
        }
        if (network != null) {
            network.close();
        }
    }

    @AfterEach
    void feed() {
        network().clearRulesAtScanner();
        network().sourcePortsAtScanner(32_768, 60_999);
    }

    /** One host's open port has no source port left for it at first, and UDP sockets find four. */
    @Test
    void withSixtyFourSourcePortsEveryStateIsRightOnceSomeAreFree() throws Exception {
        network().sourcePortsAtScanner(61_000, 61_063);
        List<AutoCloseable> held = NamespaceThread.call(network().scanner(), StarvationTest::holdUdpPorts);
        Map<Kind, RealScan> scans = scan(FREE, (kind, scan) -> {
            if (kind == Kind.CONNECT) {
                held.addAll(holdAllPortsTo(hosts().addresses().at(0)));
            }
            scan.run(Duration.ofMillis(1_500));
            if (kind == Kind.CONNECT) {
                for (AutoCloseable each : held) {
                    each.close();
                }
            }
            scan.run(PATIENCE);
        });

        assertThat(localFaults(scans, Kind.CONNECT)).isPositive();
        assertThat(localFaults(scans, Kind.UDP)).isPositive();
        scans.forEach(StarvationTest::allRight);
    }

    @Test
    void whatAnOwnFirewallDropsIsUnknown() throws Exception {
        network().atScanner("meta l4proto { tcp, udp } th dport " + ManyHosts.OPEN + " drop");

        Map<Kind, RealScan> scans = scan(FREE, (_, scan) -> scan.run(PATIENCE));

        scans.forEach(StarvationTest::unknownIfOpen);
    }

    @Test
    void whatAnOwnFirewallRejectsIsUnknown() throws Exception {
        network().atScanner("meta l4proto { tcp, udp } th dport " + ManyHosts.OPEN + " reject");

        Map<Kind, RealScan> scans = scan(FREE, (_, scan) -> scan.run(PATIENCE));

        scans.forEach(StarvationTest::unknownIfOpen);
        assertThat(scans.values()).allSatisfy(scan -> assertThat(scan.refusal()).contains(Reason.LOCAL_FIREWALL));
    }

    /** By a reset that looks like the target's; IPv6 has a test of its own below. */
    @Test
    void whatAnOwnFirewallResetsIsUnknown() throws Exception {
        network().atScanner("tcp dport " + ManyHosts.OPEN + " reject with tcp reset");

        Map<Kind, RealScan> scans = scan(FREE, (_, scan) -> scan.run(PATIENCE));

        unknownIfOpen(Kind.CONNECT, Objects.requireNonNull(scans.get(Kind.CONNECT)));
        unknownIfOpen(Kind.SYN, Objects.requireNonNull(scans.get(Kind.SYN)));
    }

    @Test
    void routeThatWasGoneForAWhileChangesNoState() throws Exception {
        Map<Kind, RealScan> scans = scan(SLOW, (kind, scan) -> {
            if (kind == Kind.CONNECT) {
                scan.runUntil(() -> scan.done() > 0, PATIENCE);
                network().removeRouteAtScanner(TestNetwork.MANY);
                scan.run(Duration.ofMillis(1_500));
                network().routeAtScanner(TestNetwork.MANY, "via", TestNetwork.TARGET);
            }
            scan.run(PATIENCE);
        });

        assertThat(localFaults(scans, Kind.CONNECT)).isPositive();
        assertThat(localFaults(scans, Kind.UDP)).isPositive();
        scans.forEach(StarvationTest::allRight);
    }

    private static List<AutoCloseable> holdUdpPorts() throws IOException {
        List<AutoCloseable> held = new ArrayList<>();
        while (held.size() < 60) {
            held.add(new DatagramSocket());
        }
        return held;
    }

    /** Connections to the open port of a host: there is no port left to ask it from. */
    private static List<AutoCloseable> holdAllPortsTo(Address host) throws Exception {
        List<AutoCloseable> held = new ArrayList<>();
        try {
            while (held.size() < 64) {
                Socket socket = new Socket(host.toString(), ManyHosts.OPEN);
                socket.setSoLinger(true, 0);
                held.add(socket);
            }
        } catch (IOException e) {
            // Another transport's probes are among them.
        }
        return held;
    }

    private static long localFaults(Map<Kind, RealScan> scans, Kind kind) {
        return Objects.requireNonNull(scans.get(kind)).localFaults();
    }

    private static Map<Kind, RealScan> scan(ProbeLimits limits, Story story) throws Exception {
        Map<Kind, RealScan> scans = new ConcurrentHashMap<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(Kind.values().length)) {
            List<Future<Object>> ends = new ArrayList<>();
            for (Kind kind : Kind.values()) {
                ends.add(threads.submit(() -> NamespaceThread.call(network().scanner(), () -> {
                    try (Transport transport = kind.open()) {
                        RealScan scan = new RealScan(transport, unit(kind, limits));
                        story.play(kind, scan);
                        return scans.put(kind, scan);
                    }
                })));
            }
            for (Future<Object> end : ends) {
                end.get();
            }
        }
        return scans;
    }

    private static ProbeUnit unit(Kind kind, ProbeLimits limits) {
        return new ProbeUnit(1, kind.method, kind.protocol, hosts().addresses(), kind.ports, 7, limits);
    }

    private static void allRight(Kind kind, RealScan scan) {
        assertThat(scan.ended()).as("%s has ended", kind).isTrue();
        assertThat(scan.refusal()).as("%s", kind).isEmpty();
        for (Address host : each(hosts())) {
            for (int rank = 0; rank < kind.ports.size(); rank++) {
                int port = kind.ports.at(rank);
                assertThat(scan.verdict(host, port).state())
                        .as("%s: %s:%s is %s", kind, host, port, scan.verdict(host, port))
                        .isEqualTo(ManyHosts.truth(kind.protocol, port));
            }
        }
    }

    /** And what else is said, is right. */
    private static void unknownIfOpen(Kind kind, RealScan scan) {
        assertThat(scan.ended()).as("%s has ended", kind).isTrue();
        assertThat(scan.found()).as("%s", kind).isEmpty();
        for (Address host : each(hosts())) {
            assertThat(scan.verdict(host, ManyHosts.OPEN).state())
                    .as("%s: open port of %s is %s", kind, host, scan.verdict(host, ManyHosts.OPEN))
                    .isEqualTo(PortState.UNKNOWN);
            for (int rank = 1; rank < kind.ports.size(); rank++) {
                int port = kind.ports.at(rank);
                assertThat(scan.verdict(host, port).state())
                        .as("%s: %s:%s", kind, host, port)
                        .isIn(PortState.UNKNOWN, ManyHosts.truth(kind.protocol, port));
            }
        }
    }

    private static List<Address> each(ManyHosts of) {
        List<Address> addresses = new ArrayList<>();
        for (long rank = 0; rank < of.addresses().size(); rank++) {
            addresses.add(of.addresses().at(rank));
        }
        return addresses;
    }

    private static TestNetwork network() {
        return Objects.requireNonNull(network);
    }

    private static ManyHosts hosts() {
        return Objects.requireNonNull(hosts);
    }
}
