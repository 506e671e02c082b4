package dev.scanctl.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.scanctl.agent.probe.Transport;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a connect transport does beyond what every TCP transport does: its connections are real ones. */
@Timeout(60)
public interface ConnectContract extends TransportContract {
    Outcome CLOSED = Outcome.of(PortState.CLOSED, Reason.CONN_REFUSED);

    @Override
    default Outcome closed() {
        return CLOSED;
    }

    @Test
    default void connectionToItselfIsClosed() throws IOException {
        int port = TransportContract.freePort();

        try (Transport transport = openTransport(512)) {
            List<Integer> attempts = IntStream.range(0, 40_000).boxed().toList();
            Set<Outcome> heard = new HashSet<>();
            for (int attempt : attempts) {
                transport.send(attempt, LOOPBACK, port, (_, outcome) -> heard.add(outcome));
                if (attempt % 512 == 511) {
                    transport.poll(0, (_, outcome) -> heard.add(outcome));
                }
            }
            assertThat(heard.stream().map(Outcome::state)).doesNotContain(PortState.OPEN);
            assertThat(heard).contains(CLOSED);
        }
    }

    @Test
    default void serviceThatResetsAtOnceIsOpen() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Transport transport = openTransport(8)) {
            Map<Integer, Outcome> heard = new HashMap<>();
            transport.send(1, LOOPBACK, listener.getLocalPort(), heard::put);
            try (Socket accepted = listener.accept()) {
                accepted.setSoLinger(true, 0);
            }

            Probing.pollUntil(transport, heard::put, () -> !heard.isEmpty(), PATIENCE);

            assertThat(heard).containsEntry(1, Outcome.of(PortState.OPEN, Reason.RESET_AFTER_ACCEPT));
        }
    }

    @Test
    default void openedConnectionIsResetSoThatNothingStaysBehind() throws Exception {
        try (ServerSocketChannel listener = ServerSocketChannel.open();
                Transport transport = openTransport(8)) {
            listener.bind(new InetSocketAddress("127.0.0.1", 0), 16);
            int port = listener.socket().getLocalPort();

            assertThat(Probing.once(transport, LOOPBACK, port, PATIENCE)).contains(OPEN);
            transport.poll(0, (_, _) -> {});

            try (SocketChannel accepted = listener.accept()) {
                accepted.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                assertThat(catchThrowable(
                                () -> accepted.read(ByteBuffer.allocate(1))))
                        .as("a reset, not an end of stream")
                        .isInstanceOf(IOException.class);
            }
        }
    }
}
