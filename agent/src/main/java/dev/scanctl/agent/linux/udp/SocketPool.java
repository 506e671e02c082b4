package dev.scanctl.agent.linux.udp;

import dev.scanctl.agent.linux.SystemCallFailed;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.wire.Address;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The sockets that all attempts share, {@value #PER_FAMILY} for each family, each opened when it is first needed. A port of a
 * host is always asked through the same one, so that its attempts are one flow to stateful filters on the way, and so that
 * few ports of a host share a socket: an answer from another port of the host can then often be told to the one it belongs
 * to. TFTP always answers that way (RFC 1350 section 4), so its port has a socket for itself. Owned by one thread.
 */
final class SocketPool implements AutoCloseable {
    private static final int PER_FAMILY = 16;
    private static final int TFTP = 69;

    private final SystemCalls calls;
    private final Readiness readiness;
    private final @Nullable UdpSocket[] sockets = new @Nullable UdpSocket[2 * PER_FAMILY];
    /** By port: whether a socket here has it. */
    private final boolean[] ownPorts = new boolean[65_536];

    SocketPool(SystemCalls calls, Readiness readiness) {
        this.calls = calls;
        this.readiness = readiness;
        open(0); // and has the JVM read the classes now, for that takes descriptors
    }

    /** Opens a socket if it is not open; 0 or the errno why not. */
    int open(int index) {
        if (sockets[index] != null) {
            return 0;
        }
        try {
            UdpSocket socket = UdpSocket.open(calls, index >= PER_FAMILY);
            sockets[index] = socket;
            ownPorts[socket.port()] = true;
            readiness.watch(socket.descriptor(), index);
            return 0;
        } catch (SystemCallFailed e) {
            close(index);
            return e.errno();
        }
    }

    /** An open one. */
    UdpSocket get(int index) {
        return Objects.requireNonNull(sockets[index], "the socket is not open");
    }

    /** Which socket asks this port. */
    int indexFor(Address target, int port) {
        long mixed = (target.low() * 31 + port) * 0x9e37_79b9_7f4a_7c15L;
        int among = port == TFTP ? 0 : 1 + (int) Long.remainderUnsigned(mixed >>> 16, PER_FAMILY - 1);
        return target.v6() ? PER_FAMILY + among : among;
    }

    /** Whether a socket here has this source port. */
    boolean hasPort(int port) {
        return ownPorts[port];
    }

    /** Whether the kernel had no room for an answer since the last call. */
    boolean droppedAnswers() {
        boolean dropped = false;
        for (UdpSocket socket : sockets) {
            dropped |= socket != null && socket.droppedAnswers();
        }
        return dropped;
    }

    private void close(int index) {
        UdpSocket socket = sockets[index];
        if (socket != null) {
            ownPorts[socket.port()] = false;
            sockets[index] = null;
            socket.close();
        }
    }

    @Override
    public void close() {
        for (int index = 0; index < sockets.length; index++) {
            close(index);
        }
    }
}
