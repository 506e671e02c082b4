package dev.scanctl.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.scanctl.agent.probe.Transport;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a connect transport takes leave of hosts that are to be handled with care. */
@Timeout(60)
public interface GentleContract {
    AddressSet HOST = AddressSet.of(AddressRange.of(TransportContract.LOOPBACK));
    int PATIENCE_MILLIS = 20_000;

    /** A fresh transport with at most this many attempts in flight. */
    Transport openTransport(int maxInFlight);

    @Test
    default void usualConnectionIsReset() throws IOException {
        try (Transport transport = openTransport(8);
                ServerSocket listener = listen()) {
            Map<Integer, Outcome> heard = new HashMap<>();
            transport.send(1, TransportContract.LOOPBACK, listener.getLocalPort(), heard::put);
            untilHeard(transport, heard, 1);
            transport.poll(0, heard::put);

            try (Socket accepted = accept(listener)) {
                assertThat(catchThrowable(() -> accepted.getInputStream().read()))
                        .isInstanceOf(SocketException.class);
            }
        }
    }

    @Test
    default void gentleConnectionIsClosedInOrder() throws IOException {
        try (Transport transport = openTransport(8);
                ServerSocket listener = listen()) {
            gently(transport, listener);

            try (Socket accepted = accept(listener)) {
                assertThat(accepted.getInputStream().read()).isEqualTo(-1);
                assertThat(transport.takesLeaveOf(HOST)).isTrue();
            }
            untilGone(transport);

            assertThat(transport.takesLeaveOf(HOST)).isFalse();
        }
    }

    @Test
    default void greetingIsReadOutSoThatNothingIsReset() throws IOException {
        try (Transport transport = openTransport(8);
                ServerSocket listener = listen()) {
            gently(transport, listener);

            try (Socket accepted = accept(listener)) {
                accepted.getOutputStream().write(new byte[10_000]);
                transport.poll(0, (_, _) -> {});
                assertThat(accepted.getInputStream().read()).isEqualTo(-1);
                accepted.getOutputStream().write(new byte[10_000]);
                transport.poll(0, (_, _) -> {});
                accepted.getOutputStream().write(1);
            }
            untilGone(transport);

            assertThat(transport.takesLeaveOf(HOST)).isFalse();
        }
    }

    @Test
    default void oneConnectionAtATimeIsOpenToAHost() throws IOException {
        try (Transport transport = openTransport(8);
                ServerSocket listener = listen()) {
            gently(transport, listener);
            try (Socket first = accept(listener)) {
                gently(transport, listener);

                assertThat(catchThrowable(() -> writeUntilRefused(first))).isInstanceOf(IOException.class);
                assertThat(transport.takesLeaveOf(HOST)).isTrue();
            }
        }
    }

    @Test
    default void peerThatKeepsTheConnectionIsLeftAfterAWhile() throws IOException {
        try (Transport transport = openTransport(8);
                ServerSocket listener = listen()) {
            gently(transport, listener);
            try (Socket accepted = accept(listener)) {
                untilGone(transport);

                assertThat(transport.takesLeaveOf(HOST)).isFalse();
                assertThat(accepted.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    default void gentlyAskedClosedPortIsClosed() throws IOException {
        int port = TransportContract.freePort();
        try (Transport transport = openTransport(8)) {
            Map<Integer, Outcome> heard = new HashMap<>();
            transport.sendGently(1, TransportContract.LOOPBACK, port, heard::put);
            untilHeard(transport, heard, 1);

            assertThat(heard).containsExactly(Map.entry(1, ConnectContract.CLOSED));
            assertThat(transport.takesLeaveOf(HOST)).isFalse();
        }
    }

    private static void gently(Transport transport, ServerSocket listener) {
        Map<Integer, Outcome> heard = new HashMap<>();
        transport.sendGently(1, TransportContract.LOOPBACK, listener.getLocalPort(), heard::put);
        untilHeard(transport, heard, 1);
        assertThat(heard).containsExactly(Map.entry(1, TransportContract.OPEN));
    }

    private static void untilHeard(Transport transport, Map<Integer, Outcome> heard, int count) {
        Probing.pollUntil(transport, heard::put, () -> heard.size() >= count, TransportContract.PATIENCE);
    }

    private static void untilGone(Transport transport) {
        Probing.pollUntil(
                transport, (_, _) -> {}, () -> !transport.takesLeaveOf(HOST), TransportContract.PATIENCE);
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static Socket accept(ServerSocket listener) throws IOException {
        Socket accepted = listener.accept();
        accepted.setSoTimeout(PATIENCE_MILLIS);
        return accepted;
    }

    private static void writeUntilRefused(Socket socket) throws IOException {
        for (int i = 0; i < 100; i++) {
            socket.getOutputStream().write(i);
        }
    }
}
