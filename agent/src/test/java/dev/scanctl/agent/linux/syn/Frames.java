package dev.scanctl.agent.linux.syn;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.scanctl.agent.linux.NamespaceThread;
import dev.scanctl.agent.linux.SystemCallFailed;
import dev.scanctl.agent.linux.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The SYNs that arrive in a namespace, of both families, with their Ethernet headers. */
final class Frames implements AutoCloseable {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int ETH_P_ALL_IN_NETWORK_ORDER = 0x0300;
    private static final short ETH_P_IPV6 = (short) 0x86dd;
    private static final int ETHERNET = 14;

    private final SystemCalls calls = new SystemCalls();
    private final MemorySegment frame = Arena.ofAuto().allocate(2_048, 8);
    private final int fd;

    private Frames() {
        fd = SystemCallFailed.check(calls.socket(AF_PACKET, SOCK_RAW, ETH_P_ALL_IN_NETWORK_ORDER), "socket", "AF_PACKET");
    }

    /** From any thread. */
    static Frames open(String namespace) throws Exception {
        return NamespaceThread.call(namespace, Frames::new);
    }

    /** Waits for the next SYN to a port and gives its frame. */
    byte[] awaitSyn(int port) {
        byte[] bytes = next();
        while (port(bytes) != port) {
            bytes = next();
        }
        return bytes;
    }

    /** Waits for the next SYN and gives its port. */
    int awaitAnySyn() {
        return port(next());
    }

    private byte[] next() {
        while (true) {
            long length = calls.recv(fd, frame, 0);
            byte[] bytes = frame.asSlice(0, Math.max(length, 0)).toArray(JAVA_BYTE);
            if (length >= ETHERNET + SynPacket.V6_HEADER && isSyn(bytes)) {
                return bytes;
            }
        }
    }

    private static boolean isSyn(byte[] bytes) {
        int protocol = bytes[isV6(bytes) ? 20 : 23];
        return protocol == 6 && bytes.length >= segment(bytes) + SynPacket.SEGMENT && bytes[segment(bytes) + 13] == Wire.SYN;
    }

    private static int port(byte[] bytes) {
        return Short.toUnsignedInt(MemorySegment.ofArray(bytes).get(SynPacket.NET_SHORT, segment(bytes) + 2));
    }

    private static int segment(byte[] bytes) {
        return ETHERNET + (isV6(bytes) ? SynPacket.V6_HEADER : SynPacket.V4_HEADER);
    }

    private static boolean isV6(byte[] bytes) {
        return MemorySegment.ofArray(bytes).get(SynPacket.NET_SHORT, 12) == ETH_P_IPV6;
    }

    @Override
    public void close() {
        calls.close(fd);
    }
}
