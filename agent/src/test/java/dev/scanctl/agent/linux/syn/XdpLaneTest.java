package dev.scanctl.agent.linux.syn;

import static dev.scanctl.agent.linux.syn.XdpNetwork.SCANNER;
import static dev.scanctl.agent.linux.syn.XdpNetwork.TARGET;
import static dev.scanctl.agent.linux.syn.XdpNetwork.TARGET_V6;
import static dev.scanctl.agent.linux.syn.XdpNetwork.open;
import static dev.scanctl.agent.linux.syn.XdpNetwork.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.contract.TestNetwork;
import dev.scanctl.agent.linux.Errno;
import dev.scanctl.agent.linux.Links;
import dev.scanctl.agent.linux.Netlink;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.agent.linux.verdict.ErrnoTable;
import dev.scanctl.wire.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XdpLaneTest {
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

    @ParameterizedTest
    @ValueSource(strings = {TestNetwork.TARGET, TestNetwork.TARGET_V6})
    void frameIsThatOfThePacketSocketByteForByte(String text) throws Exception {
        Address target = Address.parse(text);
        try (Frames frames = Frames.open(network.network().target())) {
            network.atScanner(() -> {
                SystemCalls calls = new SystemCalls();
                Links links = new Links(new Netlink(calls));
                Route route = route(calls, target);
                try (Lanes usual = new Lanes(calls, new ExpressLanes(calls, links));
                        XdpLane express = open(calls, route.link)) {
                    for (Lane lane : List.of(usual.forRoute(route, target.v6()), express)) {
                        lane.add(1, route, target, 20_000, 7_001, 42);
                        lane.flush(this::note);
                    }
                }
                return null;
            });
            byte[] usual = frames.awaitSyn(7_001);
            byte[] express = frames.awaitSyn(7_001);

            assertThat(refused).isEmpty();
            assertThat(express).isEqualTo(usual);
        }
    }

    @Test
    void wholeBatchesArriveThoughTheKernelTakesLessAtATime() throws Exception {
        try (Wire wire = Wire.open(network.network().target(), TARGET, SCANNER)) {
            network.atScanner(() -> {
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
        try (Frames frames = Frames.open(network.network().target())) {
            network.atScanner(() -> {
                SystemCalls calls = new SystemCalls();
                Route route4 = route(calls, TARGET);
                Route route6 = route(calls, TARGET_V6);
                try (XdpLane lane = open(calls, route4.link)) {
                    lane.add(1, route4, TARGET, 20_000, 80, 1);
                    lane.add(2, route6, TARGET_V6, 20_000, 81, 2);
                    lane.add(3, route4, TARGET, 20_000, 82, 3);
                    lane.remove(1);
                    lane.flush(this::note);
                }
                return null;
            });

            assertThat(refused).isEmpty();
            assertThat(List.of(frames.awaitAnySyn(), frames.awaitAnySyn())).containsExactlyInAnyOrder(81, 82);
        }
    }

    @Test
    void linkThatGoesDownIsALocalFaultAndEndsTheLane() throws Exception {
        network.atScanner(() -> {
            SystemCalls calls = new SystemCalls();
            Route route = route(calls, TARGET);
            try (XdpLane lane = open(calls, route.link)) {
                network.runAtScanner("ip", "link", "set", "probe0", "down");
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

    /** The kernel takes such frames and drops them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, Lane.PLACES})
    void cableWithoutItsOtherEndIsALocalFaultOfEachFrame(int frames) throws Exception {
        network.atScanner(() -> {
            SystemCalls calls = new SystemCalls();
            Route route = route(calls, TARGET);
            try (XdpLane lane = open(calls, route.link)) {
                network.network().unplugAtTarget();
                for (int slot = 0; slot < frames; slot++) {
                    lane.add(slot, route, TARGET, 20_000, 80, slot);
                }
                lane.flush(this::note);
            }
            return null;
        });

        assertThat(refused)
                .containsExactlyElementsOf(IntStream.range(0, frames)
                        .mapToObj(slot -> slot + " ENOBUFS " + TARGET)
                        .toList());
    }

    @Test
    void linkThatIsTakenAwayIsALocalFault() throws Exception {
        network.atScanner(() -> {
            SystemCalls calls = new SystemCalls();
            Route route = route(calls, TARGET);
            try (XdpLane lane = open(calls, route.link)) {
                network.runAtScanner("ip", "link", "del", "probe0");
                lane.add(7, route, TARGET, 20_000, 80, 1);
                lane.flush(this::note);

                assertThat(lane.isGivenUp()).isTrue();
            }
            return null;
        });

        assertThat(refused).hasSize(1).allMatch(said -> said.matches("7 (ENXIO|ENETDOWN) .*"));
        assertThat(ErrnoTable.whenSending(Errno.ENXIO)).hasToString("unknown/local-link");
    }

    @Test
    void queueThatAnotherSocketHoldsIsNotTaken() throws Exception {
        network.atScanner(() -> {
            SystemCalls calls = new SystemCalls();
            int link = route(calls, TARGET).link;
            try (XdpSocket first = XdpSocket.open(calls, link).orElseThrow()) {
                assertThat(first.descriptor()).isPositive();
                assertThat(XdpSocket.open(calls, link)).isEmpty();
            }
            return null;
        });
    }
}
