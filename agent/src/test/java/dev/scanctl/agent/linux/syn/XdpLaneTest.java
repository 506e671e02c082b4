package dev.scanctl.agent.linux.syn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scanctl.agent.contract.TestNetwork;
import dev.scanctl.agent.linux.Errno;
import dev.scanctl.agent.linux.Links;
import dev.scanctl.agent.linux.NamespaceThread;
import dev.scanctl.agent.linux.Netlink;
import dev.scanctl.agent.linux.NextHops;
import dev.scanctl.agent.linux.SockAddr;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.agent.linux.verdict.ErrnoTable;
import dev.scanctl.wire.Address;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class XdpLaneTest {
    private static final Address TARGET = Address.parse(TestNetwork.TARGET);
    private static final Address TARGET_V6 = Address.parse(TestNetwork.TARGET_V6);
    private static final Address SCANNER = Address.parse("10.213.7.254");
    private static final Address SCANNER_V6 = Address.parse("fd13::fe");

    private TestNetwork network;
    private final List<String> refused = new ArrayList<>();

    @BeforeEach
    void connect() throws Exception {
        TestNetwork.assumePossible();
        Optional<String> why = SynTransport.unsupported();
        assumeTrue(why.isEmpty(), why.orElse(""));
        network = TestNetwork.create();
        boolean opens = atScanner(() -> {
            SystemCalls calls = new SystemCalls();
            Optional<XdpSocket> socket = XdpSocket.open(calls, route(calls, TARGET).link);
            socket.ifPresent(XdpSocket::close);
            return socket.isPresent();
        });
        assumeTrue(opens, "this kernel opens no AF_XDP socket on a virtual cable");
    }

    @AfterEach
    void disconnect() {
        if (network != null) {
            network.close();
        }
    }

    private <T> T atScanner(Callable<T> code) throws Exception {
        return NamespaceThread.call(network.scanner(), code);
    }

    private static Route route(SystemCalls calls, Address target) {
        SockAddr source = new SockAddr(Arena.ofAuto().allocate(SockAddr.BYTES, 8));
        source.set(target.v6() ? SCANNER_V6 : SCANNER, 0);
        Route route = new Route();
        route.set(target, source);
        try (NextHops hops = new NextHops(calls)) {
            route.through(hops.towards(target).orElseThrow());
        }
        return route;
    }

    private static XdpLane open(SystemCalls calls, int link) {
        long mac = new Links(new Netlink(calls)).mac(link);
        return new XdpLane(calls, eventually(calls, link), mac);
    }

    /** The kernel frees the queue of a closed socket some time after its close(2). */
    private static XdpSocket eventually(SystemCalls calls, int link) {
        for (int i = 0; i < 100_000; i++) {
            Optional<XdpSocket> socket = XdpSocket.open(calls, link);
            if (socket.isPresent()) {
                return socket.get();
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("the link's queue is not given free");
    }

    private void note(int slot, int errno, Address target) {
        refused.add(slot + " " + Errno.name(errno) + " " + target);
    }

    @Test
    void probeIsThatOfThePacketSocketByteForByte() throws Exception {
        try (Wire wire = Wire.open(network.target(), TARGET, SCANNER)) {
            atScanner(() -> {
                SystemCalls calls = new SystemCalls();
                Route route = route(calls, TARGET);
                try (Lanes usual = new Lanes(calls, new Links(new Netlink(calls)));
                        XdpLane express = open(calls, route.link)) {
                    for (Lane lane : List.of(usual.forRoute(route, false), express)) {
                        lane.add(1, route, TARGET, 20_000, 7_001, 42);
                        lane.flush(this::note);
                    }
                }
                return null;
            });
            Wire.Seen usual = wire.awaitSyn(7_001);
            Wire.Seen express = wire.awaitSyn(7_001);

            assertThat(refused).isEmpty();
            assertThat(express.bytes()).isEqualTo(usual.bytes());
            assertThat(express.sequence()).isEqualTo(42);
        }
    }

    @Test
    void wholeBatchesArriveThoughTheKernelTakesLessAtATime() throws Exception {
        try (Wire wire = Wire.open(network.target(), TARGET, SCANNER)) {
            atScanner(() -> {
                SystemCalls calls = new SystemCalls();
                Route route = route(calls, TARGET);
                try (XdpLane lane = open(calls, route.link)) {
                    // More than there are frames, so that each is used again.
                    for (int i = 0; i < 3 * XdpSocket.FRAMES; i++) {
                        assertThat(lane.hasRoom()).isTrue();
                        lane.add(i, route, TARGET, 20_000, 8_000 + i % Lane.PLACES, i);
                        if (lane.isFull()) {
                            lane.flush(this::note);
                        }
                    }
                }
                return null;
            });

            assertThat(refused).isEmpty();
            for (int i = 0; i < Lane.PLACES; i++) {
                assertThat(wire.awaitSyn(8_000 + i).sequence()).isEqualTo(i);
            }
        }
    }

    @Test
    void probesOfBothFamiliesShareABatchAndOneCanBeTakenBack() throws Exception {
        long sentBefore = sent();
        atScanner(() -> {
            SystemCalls calls = new SystemCalls();
            Route route4 = route(calls, TARGET);
            Route route6 = route(calls, TARGET_V6);
            try (XdpLane lane = open(calls, route4.link)) {
                lane.add(1, route4, TARGET, 20_000, 80, 1);
                lane.add(2, route6, TARGET_V6, 20_000, 80, 2);
                lane.add(3, route4, TARGET, 20_000, 81, 3);
                lane.remove(1);
                lane.flush(this::note);
            }
            return null;
        });

        assertThat(refused).isEmpty();
        assertThat(sent() - sentBefore).isGreaterThanOrEqualTo(2);
    }

    private long sent() throws Exception {
        return Long.parseLong(output("cat", "/sys/class/net/probe0/statistics/tx_packets").strip());
    }

    @Test
    void linkThatGoesDownIsALocalFaultAndEndsTheLane() throws Exception {
        atScanner(() -> {
            SystemCalls calls = new SystemCalls();
            Route route = route(calls, TARGET);
            try (XdpLane lane = open(calls, route.link)) {
                output("ip", "link", "set", "probe0", "down");
                lane.add(7, route, TARGET, 20_000, 80, 1);
                lane.flush(this::note);

                assertThat(lane.isGivenUp()).isTrue();
                assertThat(lane.hasRoom()).isFalse();
            }
            return null;
        });

        assertThat(refused).containsExactly("7 ENETDOWN " + TARGET);
        assertThat(ErrnoTable.whenSending(Errno.ENETDOWN)).hasToString("unknown/local-link");
    }

    /** The queue of the socket that was opened to see whether it can be is given free some time after. */
    @Test
    void linkIsLeftToTheUsualWayUntilItHasCarriedMuch() {
        await().atMost(Duration.ofSeconds(20))
                .until(this::express, List.of(false, false, false, true, true)::equals);
    }

    @Test
    void queueingDisciplineThatLimitsIsNotPassedBy() throws Exception {
        output("tc", "qdisc", "add", "dev", "probe0", "root", "tbf", "rate", "1gbit", "burst", "1mb", "latency", "50ms");
        String queueing = atScanner(() -> {
            SystemCalls calls = new SystemCalls();
            return new Links(new Netlink(calls)).queueing(route(calls, TARGET).link);
        });

        assertThat(queueing).isEqualTo("tbf");
        assertThat(ExpressLanes.limitsNothing(queueing)).isFalse();
        assertThat(ExpressLanes.limitsNothing("")).isFalse();
        assertThat(ExpressLanes.limitsNothing("noqueue")).isTrue();
        assertThat(express()).containsOnly(false);
    }

    private List<Boolean> express() throws Exception {
        return atScanner(() -> {
            SystemCalls calls = new SystemCalls();
            int link = route(calls, TARGET).link;
            List<Boolean> express = new ArrayList<>();
            try (ExpressLanes lanes = new ExpressLanes(calls, new Links(new Netlink(calls)), 3)) {
                for (int i = 0; i < 5; i++) {
                    express.add(lanes.towards(link) != null);
                }
            }
            return express;
        });
    }

    @Test
    void queueThatAnotherSocketHoldsIsNotTaken() throws Exception {
        atScanner(() -> {
            SystemCalls calls = new SystemCalls();
            int link = route(calls, TARGET).link;
            try (XdpSocket first = eventually(calls, link)) {
                assertThat(first.descriptor()).isPositive();
                assertThat(XdpSocket.open(calls, link)).isEmpty();
            }
            return null;
        });
    }

    private String output(String... command) throws Exception {
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", network.scanner()));
        words.addAll(List.of(command));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
