package dev.scanctl.agent.linux.syn;

import static dev.scanctl.agent.linux.syn.XdpNetwork.TARGET;
import static dev.scanctl.agent.linux.syn.XdpNetwork.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.linux.Links;
import dev.scanctl.agent.linux.Netlink;
import dev.scanctl.agent.linux.SystemCalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanesTest {
    private XdpNetwork network;

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

    private static void put(Lanes lanes, Route route, int port) {
        lanes.forRoute(route, false).add(port, route, TARGET, 20_000, port, 1);
    }

    /** By the packet socket and, from the first frame on, by AF_XDP; before anything was flushed, and after. */
    @ParameterizedTest
    @ValueSource(ints = {1_000, 0})
    void probeThatIsTakenBackDoesNotLeave(int expressAfterFrames) throws Exception {
        try (Frames frames = Frames.open(network.network().target())) {
            network.atScanner(() -> {
                SystemCalls calls = new SystemCalls();
                Route route = route(calls, TARGET);
                ExpressLanes express = new ExpressLanes(calls, new Links(new Netlink(calls)), expressAfterFrames);
                try (Lanes lanes = new Lanes(calls, express)) {
                    for (int port = 81; port <= 85; port += 2) {
                        put(lanes, route, port - 1);
                        put(lanes, route, port);
                        lanes.remove(port - 1);
                        lanes.flush((slot, errno, _) -> assertThat(errno).as("slot %d", slot).isZero());
                    }
                }
                return null;
            });

            assertThat(new int[] {frames.awaitAnySyn(), frames.awaitAnySyn(), frames.awaitAnySyn()})
                    .containsExactly(81, 83, 85);
        }
    }
}
