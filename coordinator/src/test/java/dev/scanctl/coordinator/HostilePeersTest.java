package dev.scanctl.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.proto.v1.CoordinatorMessage;
import dev.scanctl.proto.v1.GetServerInfoRequest;
import dev.scanctl.proto.v1.ScanServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Peers that speak HTTP/2 to do harm are cut off, and others are served meanwhile. */
@Timeout(90)
@SuppressWarnings("NullAway.Init") // set by JUnit
class HostilePeersTest {
    private static final Duration ATTACK = Duration.ofSeconds(10);
    private static final Duration BETWEEN_BEATS = Duration.ofMillis(20);
    /** A heartbeat later than this would begin to cost leases. */
    private static final Duration BEARABLE = Duration.ofSeconds(2);

    private Coordinator coordinator;
    private ManagedChannel good;

    /** What is done on one connection, until it breaks or the attack has gone on long enough. */
    private enum Attack {
        RAPID_RESET {
            @Override
            void step(HostilePeer peer, int step) throws IOException {
                peer.callAndReset(2 * step + 1);
            }
        },
        PINGS {
            @Override
            void step(HostilePeer peer, int step) {
                peer.frame(HostilePeer.PING, 0, 0, new byte[8]);
            }
        },
        HEADERS_WITHOUT_END {
            @Override
            void step(HostilePeer peer, int step) throws IOException {
                peer.frame(
                        step == 0 ? HostilePeer.HEADERS : HostilePeer.CONTINUATION, 0, 1, HostilePeer.filling(8));
            }
        },
        CONNECTIONS {
            @Override
            void step(HostilePeer peer, int step) throws IOException {
                peer.close();
                peer.frame(HostilePeer.PING, 0, 0, new byte[8]);
            }
        };

        abstract void step(HostilePeer peer, int step) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        coordinator = Coordinator.start(CoordinatorConfig.inMemory().listeningOn(new ListenOn.Tcp("127.0.0.1", 0)));
        good = NettyChannelBuilder.forAddress("127.0.0.1", coordinator.port())
                .usePlaintext()
                .build();
        goodPeerIsServed();
    }

    @AfterEach
    void stop() {
        good.shutdownNow();
        coordinator.close();
    }

    @ParameterizedTest
    @EnumSource(Attack.class)
    void aGoodAgentIsHeardMeanwhile(Attack attack) throws Exception {
        try (ScriptedAgent agent = new ScriptedAgent(good, "dmz");
                ExecutorService attackers = Executors.newSingleThreadExecutor()) {
            long endNanos = System.nanoTime() + ATTACK.toNanos();
            Future<Integer> connections = attackers.submit(attacking(attack, endNanos));
            List<Long> beats = new ArrayList<>();
            while (System.nanoTime() < endNanos) {
                long start = System.nanoTime();
                agent.heartbeat();
                agent.await(CoordinatorMessage::hasHeartbeatReply);
                beats.add(System.nanoTime() - start);
                LockSupport.parkNanos(BETWEEN_BEATS.toNanos());
            }

            assertThat(connections.get()).as("connections that were cut off").isGreaterThan(1);
            beats.sort(null);
            assertThat(Duration.ofNanos(beats.get(beats.size() * 99 / 100)))
                    .as("99 of 100 of %d heartbeats", beats.size())
                    .isLessThanOrEqualTo(BEARABLE);
        }
        goodPeerIsServed();
    }

    /** Attacks again whenever it has been cut off; gives how often it connected. */
    private Callable<Integer> attacking(Attack attack, long endNanos) {
        return () -> {
            int connections = 0;
            while (System.nanoTime() < endNanos) {
                connections++;
                try (HostilePeer peer = new HostilePeer("127.0.0.1", coordinator.port())) {
                    for (int step = 0; peer.sends() && System.nanoTime() < endNanos; step++) {
                        attack.step(peer, step);
                    }
                }
            }
            return connections;
        };
    }

    @Test
    void callsThatAreCalledOffWithoutEndCloseTheConnection() throws IOException {
        try (HostilePeer peer = new HostilePeer("127.0.0.1", coordinator.port())) {
            for (int i = 0; i < 2_000 && peer.sends(); i++) {
                peer.callAndReset(2 * i + 1);
            }

            assertThat(peer.awaitGoAway()).isIn(HostilePeer.ENHANCE_YOUR_CALM, -1);
            assertThat(peer.isServed()).isFalse();
        }
    }

    @Test
    void pingsWithoutEndCloseTheConnection() throws IOException {
        try (HostilePeer peer = new HostilePeer("127.0.0.1", coordinator.port())) {
            for (int i = 0; i < 2_000 && peer.sends(); i++) {
                peer.frame(HostilePeer.PING, 0, 0, new byte[8]);
            }

            assertThat(peer.awaitGoAway()).isIn(HostilePeer.ENHANCE_YOUR_CALM, -1);
        }
    }

    @Test
    void headersWithoutMeasureCloseTheConnection() throws IOException {
        try (HostilePeer peer = new HostilePeer("127.0.0.1", coordinator.port())) {
            peer.frame(HostilePeer.HEADERS, 0, 1, HostilePeer.call());
            for (int i = 0; i < 50 && peer.sends(); i++) {
                peer.frame(HostilePeer.CONTINUATION, 0, 1, HostilePeer.filling(12));
            }

            assertThat(peer.awaitGoAway()).as("error code, or the end of the connection").isNotZero();
            assertThat(peer.isServed()).isFalse();
        }
    }

    @Test
    void oneAddressGetsOnlySoManyConnections() throws IOException {
        List<HostilePeer> peers = new ArrayList<>();
        try {
            for (int i = 0; i < LimitedServerChannel.MAX_OF_ADDRESS + 40; i++) {
                peers.add(new HostilePeer("127.0.0.1", coordinator.port()));
            }
            int served = 0;
            for (HostilePeer peer : peers) {
                served += peer.isServed() ? 1 : 0;
            }
            // The good peer has one of them.
            assertThat(served).isEqualTo(LimitedServerChannel.MAX_OF_ADDRESS - 1);
            goodPeerIsServed();
        } finally {
            for (HostilePeer peer : peers) {
                peer.close();
            }
        }
    }

    private void goodPeerIsServed() {
        assertThat(ScanServiceGrpc.newBlockingStub(good)
                        .withDeadlineAfter(Duration.ofSeconds(10))
                        .getServerInfo(GetServerInfoRequest.getDefaultInstance())
                        .getContract())
                .isEqualTo(1);
    }
}
