package dev.scanctl.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scanctl.agent.probe.Transport;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a TCP transport says about ports of this machine, and how it keeps its promises to the engine. */
@Timeout(60)
public interface TransportContract {
    Address LOOPBACK = Address.parse("127.0.0.1");
    Outcome OPEN = Outcome.of(PortState.OPEN, Reason.SYN_ACK);
    Duration PATIENCE = Duration.ofSeconds(20);
    Duration SILENCE = Duration.ofMillis(300);

    /** A fresh transport with at most this many attempts in flight. */
    Transport openTransport(int maxInFlight);

    /** What it says of a port that answers with a reset. */
    Outcome closed();

    @Test
    default void listeningPortIsOpen() throws IOException {
        try (Transport transport = openTransport(8);
                ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertThat(Probing.once(transport, LOOPBACK, listener.getLocalPort(), PATIENCE))
                    .contains(OPEN);
        }
    }

    @Test
    default void portWithoutListenerIsClosed() throws IOException {
        int port = freePort();

        try (Transport transport = openTransport(8)) {
            assertThat(Probing.once(transport, LOOPBACK, port, PATIENCE)).contains(closed());
        }
    }

    @Test
    default void abandonedAttemptsGiveNoReplyAndTheirNumbersAreFree() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Transport transport = openTransport(8)) {
            Map<Integer, Outcome> heard = new HashMap<>();
            transport.send(3, LOOPBACK, listener.getLocalPort(), heard::put);
            transport.abandon(3);
            transport.abandon(4);
            transport.send(3, LOOPBACK, freePort(), heard::put);

            Probing.pollUntil(transport, heard::put, () -> !heard.isEmpty(), PATIENCE);

            assertThat(heard).containsExactly(Map.entry(3, closed()));
        }
    }

    @Test
    default void attemptsAbandonedWhileABatchIsHandedOverGiveNoReply() throws IOException {
        int port = freePort();
        try (Transport transport = openTransport(64)) {
            List<Integer> heard = new ArrayList<>();
            for (int attempt = 0; attempt < 64; attempt++) {
                transport.send(attempt, LOOPBACK, port, (each, _) -> heard.add(each));
            }
            int sentEarly = heard.size();

            Probing.pollUntil(
                    transport,
                    (attempt, _) -> {
                        heard.add(attempt);
                        for (int other = 0; other < 64; other++) {
                            transport.abandon(other);
                        }
                    },
                    () -> heard.size() > sentEarly,
                    PATIENCE);
            transport.poll(0, (attempt, _) -> heard.add(attempt));

            assertThat(heard).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(sentEarly + 1);
        }
    }

    @Test
    default void ipv6PortsAreToldApart() throws IOException {
        Address loopback6 = Address.parse("::1");
        ServerSocket listener = new ServerSocket();
        try (listener;
                Transport transport = openTransport(8)) {
            try {
                listener.bind(new InetSocketAddress("::1", 0));
            } catch (IOException e) {
                assumeTrue(false, "this machine has no IPv6 loopback: " + e.getMessage());
            }
            int open = listener.getLocalPort();
            assertThat(Probing.once(transport, loopback6, open, PATIENCE)).contains(OPEN);
            listener.close();
            assertThat(Probing.once(transport, loopback6, open, PATIENCE)).contains(closed());
        }
    }

    @Test
    default void thousandsOfPortsAtOnceAreEachToldOnce() throws IOException {
        Set<Integer> listening = Set.of(20_000, 20_777, 21_313, 21_999);
        List<ServerSocket> listeners = new ArrayList<>();
        try (Transport transport = openTransport(512)) {
            for (int port : listening) {
                listeners.add(new ServerSocket(port, 50, InetAddress.getByName("127.44.1.1")));
            }
            List<Integer> ports = IntStream.range(20_000, 22_000).boxed().toList();

            Map<Integer, Outcome> heard = Probing.all(transport, Address.parse("127.44.1.1"), ports, PATIENCE);

            assertThat(heard.keySet()).containsExactlyElementsOf(ports);
            assertThat(portsThatAre(OPEN, heard)).containsAll(listening);
            assertThat(portsThatAre(closed(), heard)).hasSize(2_000 - portsThatAre(OPEN, heard).size());
        } finally {
            for (ServerSocket listener : listeners) {
                listener.close();
            }
        }
    }

    @Test
    default void portWithAFullBacklogIsSilentAndMayBeAbandoned() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open();
                Transport transport = openTransport(8)) {
            listener.bind(new InetSocketAddress("127.0.0.1", 0), 1);
            int port = listener.socket().getLocalPort();
            List<SocketChannel> fillers = fillBacklog(port);

            assertThat(Probing.once(transport, LOOPBACK, port, SILENCE)).isEmpty();
            assertThat(Probing.once(transport, LOOPBACK, freePort(), PATIENCE))
                    .as("the abandoned number is free again")
                    .contains(closed());

            for (SocketChannel filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    default void wakeUpEndsAWaitFromAnyThread() throws InterruptedException {
        try (Transport transport = openTransport(8)) {
            Thread waker = Thread.ofPlatform().start(transport::wakeUp);

            transport.poll(Duration.ofSeconds(50).toNanos(), (_, _) -> {});

            waker.join();
        }
    }

    @Test
    default void wakeUpAfterCloseDoesNothing() {
        Transport transport = openTransport(8);
        transport.close();

        transport.wakeUp();
        transport.close();
    }

    @Test
    default void capacityIsAtLeastOneAndNotMoreThanAskedFor() {
        try (Transport transport = openTransport(3)) {
            assertThat(transport.capacity()).isBetween(1, 3);
        }
        assertThat(catchThrowable(() -> openTransport(0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Connections that nobody accepts, until the kernel answers no more. */
    private static List<SocketChannel> fillBacklog(int port) throws IOException {
        List<SocketChannel> fillers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            SocketChannel filler = SocketChannel.open();
            filler.configureBlocking(false);
            filler.connect(new InetSocketAddress("127.0.0.1", port));
            fillers.add(filler);
        }
        return fillers;
    }

    private static Set<Integer> portsThatAre(Outcome outcome, Map<Integer, Outcome> heard) {
        return heard.entrySet().stream()
                .filter(each -> each.getValue() == outcome)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** A port that nothing listened on a moment ago. */
    static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
