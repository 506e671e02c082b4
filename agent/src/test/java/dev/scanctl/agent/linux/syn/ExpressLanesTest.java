package dev.scanctl.agent.linux.syn;

import static dev.scanctl.agent.linux.syn.XdpNetwork.SCANNER;
import static dev.scanctl.agent.linux.syn.XdpNetwork.TARGET;
import static dev.scanctl.agent.linux.syn.XdpNetwork.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.linux.Errno;
import dev.scanctl.agent.linux.Links;
import dev.scanctl.agent.linux.NamespaceThread;
import dev.scanctl.agent.linux.Netlink;
import dev.scanctl.agent.linux.Queueing;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.engine.RealScan;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressLanesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final PortSet ALL_PORTS = PortSet.of(new PortRange(1, 65_535));

    private XdpNetwork network;
    private final List<String> refused = new ArrayList<>();

    @BeforeEach
    void connect() throws Exception {
        network = XdpNetwork.create();
    }

    @AfterEach
    void disconnect() {
        if (network != null) {
            network.close();
        }
    }

    private void note(int slot, int errno, Address target) {
        refused.add(slot + " " + Errno.name(errno) + " " + target);
    }

    private static ExpressLanes after(SystemCalls calls, int frames) {
        return new ExpressLanes(calls, new Links(new Netlink(calls)), frames);
    }

    private static Lanes fromTheFirstFrame(SystemCalls calls) {
        return new Lanes(calls, after(calls, 0));
    }

    @Test
    void linkIsLeftToTheUsualWayUntilItHasCarriedMuch() throws Exception {
        assertThat(express()).containsExactly(false, false, false, true, true);
    }

    private List<Boolean> express() throws Exception {
        return network.atScanner(() -> {
            SystemCalls calls = new SystemCalls();
            int link = XdpNetwork.link(calls);
            List<Boolean> express = new ArrayList<>();
            try (ExpressLanes lanes = after(calls, 3)) {
                for (int i = 0; i < 5; i++) {
                    express.add(lanes.towards(link) != null);
                }
            }
            return express;
        });
    }

    /** Of clsact the link itself says nothing: its filters act before what orders the frames. */
    @ParameterizedTest
    @ValueSource(strings = {"root tbf rate 1gbit burst 1mb latency 50ms", "clsact"})
    void whatMayLimitALinkIsNotPassedBy(String discipline) throws Exception {
        discipline(discipline);

        assertThat(express()).containsOnly(false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"root pfifo", "ingress"})
    void whatOnlyOrdersFramesOrLooksAtThoseThatComeInIsPassedBy(String discipline) throws Exception {
        discipline(discipline);

        assertThat(express()).contains(true);
    }

    private void discipline(String words) throws Exception {
        network.runAtScanner(("tc qdisc add dev probe0 " + words).split(" "));
    }

    @Test
    void limitOfOneQueueOfManyIsSeen() throws Exception {
        for (String command : List.of(
                "ip link add many numtxqueues 2 type veth peer name other",
                "ip addr add 10.213.9.1/24 dev many",
                "ip link set many up",
                "tc qdisc add dev many root handle 1: mq")) {
            network.runAtScanner(command.split(" "));
        }
        assertThat(disciplines("many")).contains("mq").doesNotContain("tbf");

        network.runAtScanner(
                "tc qdisc replace dev many parent 1:2 tbf rate 1gbit burst 1mb latency 50ms".split(" "));

        assertThat(disciplines("many")).contains("mq", "tbf");
    }

    private Set<String> disciplines(String link) throws Exception {
        return network.atScanner(() -> new Queueing(new Netlink(new SystemCalls()))
                .disciplines(NetworkInterface.getByName(link).getIndex()));
    }

    @Test
    void linkWhoseQueueAnotherHoldsIsServedTheUsualWay() throws Exception {
        try (Wire wire = Wire.open(network.network().target(), TARGET, SCANNER)) {
            network.atScanner(() -> {
                SystemCalls calls = new SystemCalls();
                Route route = route(calls, TARGET);
                try (XdpSocket other = XdpSocket.open(calls, route.link).orElseThrow();
                        Lanes lanes = fromTheFirstFrame(calls)) {
                    assertThat(other.descriptor()).isPositive();
                    send(lanes, route, 7_001, SocketLane.class);
                }
                return null;
            });

            assertThat(refused).isEmpty();
            assertThat(wire.awaitSyn(7_001).sequence()).isEqualTo(7_001);
        }
    }

    @Test
    void afterTheLinkWasDownProbesGoOutTheUsualWay() throws Exception {
        try (Wire wire = Wire.open(network.network().target(), TARGET, SCANNER)) {
            network.atScanner(() -> {
                SystemCalls calls = new SystemCalls();
                Route route = route(calls, TARGET);
                try (Lanes lanes = fromTheFirstFrame(calls)) {
                    send(lanes, route, 7_001, XdpLane.class);
                    network.runAtScanner("ip", "link", "set", "probe0", "down");
                    send(lanes, route, 7_002, XdpLane.class);
                    network.runAtScanner("ip", "link", "set", "probe0", "up");
                    send(lanes, route, 7_003, SocketLane.class);
                }
                return null;
            });

            assertThat(refused).containsExactly("7002 ENETDOWN " + TARGET);
            assertThat(wire.awaitSyn(7_001).sequence()).isEqualTo(7_001);
            assertThat(wire.awaitSyn(7_003).sequence()).isEqualTo(7_003);
        }
    }

    private void send(Lanes lanes, Route route, int port, Class<? extends Lane> by) {
        Lane lane = lanes.forRoute(route, false);
        assertThat(lane).isInstanceOf(by);
        lane.add(port, route, TARGET, 20_000, port, port);
        lanes.flush(this::note);
    }

    @Test
    void scanOfAllPortsHasAllStatesRightAndLeavesByTheExpressLane() throws Exception {
        network.network().atTarget("tcp dport { 100, 40000 } drop");
        try (ServerSocket open = NamespaceThread.call(network.network().target(), () -> new ServerSocket(50_000))) {
            RealScan scan = network.atScanner(() -> {
                int link = XdpNetwork.link(new SystemCalls());
                try (Transport transport = SynTransport.open(8_192)) {
                    RealScan ran = new RealScan(transport, unit()).run(PATIENCE);
                    // The link's one queue is taken, so the lane was opened, and is still in use.
                    assertThat(XdpSocket.open(new SystemCalls(), link)).isEmpty();
                    return ran;
                }
            });

            assertThat(scan.ended()).isTrue();
            assertThat(scan.localFaults()).isZero();
            for (int port = 1; port <= 65_535; port++) {
                assertThat(scan.verdict(TARGET, port).state()).as("port %s", port).isEqualTo(truth(port, open));
            }
        }
    }

    private static ProbeUnit unit() {
        AddressSet hosts = AddressSet.of(AddressRange.of(TARGET));
        return new ProbeUnit(1, Method.SYN, Protocol.TCP, hosts, ALL_PORTS, 7, new ProbeLimits(0, 0, 4_096, 2, 4, 0));
    }

    private static PortState truth(int port, ServerSocket open) {
        if (port == open.getLocalPort()) {
            return PortState.OPEN;
        }
        return port == 100 || port == 40_000 ? PortState.FILTERED : PortState.CLOSED;
    }
}
