package dev.scanctl.agent.linux.udp;

import dev.scanctl.agent.linux.SystemCallFailed;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.wire.Address;
import java.util.ArrayList;
import java.util.List;

/**
 * The sockets that all attempts share, {@value #PER_FAMILY} for each family. A port of a host is always asked through the same
 * one, so that its attempts are one flow to stateful filters on the way, and so that few ports of a host share a socket:
 * an answer from another port of the host can then often be told to the one it belongs to. TFTP always answers that way
 * (RFC 1350 section 4), so its port has a socket for itself. Owned by one thread.
 */
final class SocketPool implements AutoCloseable {
    private static final int PER_FAMILY = 16;
    private static final int TFTP = 69;

    private final List<UdpSocket> sockets = new ArrayList<>();
    /** By port: whether a socket here has it. */
    private final boolean[] ownPorts = new boolean[65_536];

    private final boolean v6;

    /** IPv4 first; IPv6 where this machine has it. */
    SocketPool(SystemCalls calls) {
        openFamily(calls, false);
        v6 = hasV6(calls);
    }

    private boolean hasV6(SystemCalls calls) {
        try {
            openFamily(calls, true);
            return true;
        } catch (SystemCallFailed e) {
            while (sockets.size() > PER_FAMILY) {
                sockets.removeLast().close();
            }
            return false;
        }
    }

    private void openFamily(SystemCalls calls, boolean family6) {
        for (int i = 0; i < PER_FAMILY; i++) {
            UdpSocket socket = UdpSocket.open(calls, family6);
            sockets.add(socket);
            ownPorts[socket.port()] = true;
        }
    }

    int size() {
        return sockets.size();
    }

    UdpSocket get(int index) {
        return sockets.get(index);
    }

    /** Whether this machine speaks the address's family. */
    boolean speaks(Address target) {
        return v6 || !target.v6();
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
            dropped |= socket.droppedAnswers();
        }
        return dropped;
    }

    @Override
    public void close() {
        sockets.forEach(UdpSocket::close);
        sockets.clear();
    }
}
