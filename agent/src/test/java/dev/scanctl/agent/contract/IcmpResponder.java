package dev.scanctl.agent.contract;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.scanctl.agent.linux.NamespaceThread;
import dev.scanctl.agent.linux.SockAddr;
import dev.scanctl.agent.linux.SystemCallFailed;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.wire.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Answers whatever is sent to certain ports of the target with the ICMP error that the port's number stands for, since a
 * firewall knows the words for a few of them only. The target's own kernel drops those packets unseen.
 */
public final class IcmpResponder implements AutoCloseable {
    static final int FIRST_PORT = 10_000;
    private static final int LAST_PORT = 11_299;

    private static final ValueLayout.OfShort NET_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt NET_INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong NET_LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SOCK_RAW = 3;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMP = 1;
    private static final int ICMP6 = 58;
    private static final int V6_HEADER = 40;
    private static final int ICMP_HEADER = 8;

    private final SystemCalls calls = new SystemCalls();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment packet = arena.allocate(2_048, 8);
    private final SockAddr name = new SockAddr(arena.allocate(SockAddr.BYTES, 8));
    private final int in;
    private final int out4;
    private final int out6;
    private final Thread thread = Thread.ofPlatform().name("icmp-responder").unstarted(this::run);
    private volatile boolean closing;

    private IcmpResponder() {
        in = SystemCallFailed.check(calls.socket(17, 2, 0x0300), "socket", "AF_PACKET, SOCK_DGRAM, ETH_P_ALL");
        out4 = SystemCallFailed.check(calls.socket(SockAddr.AF_INET, SOCK_RAW, ICMP), "socket", "ICMP");
        out6 = SystemCallFailed.check(calls.socket(SockAddr.AF_INET6, SOCK_RAW, ICMP6), "socket", "ICMPv6");
        MemorySegment tenth = arena.allocateFrom(JAVA_LONG, 0, 100_000);
        SystemCallFailed.check(calls.setsockopt(in, SOL_SOCKET, SO_RCVTIMEO, tenth), "setsockopt", "SO_RCVTIMEO");
    }

    /** At the target of a network, until it is closed. */
    public static IcmpResponder open(TestNetwork network) throws Exception {
        network.atTarget("meta l4proto { tcp, udp } th dport " + FIRST_PORT + "-" + LAST_PORT + " drop");
        IcmpResponder responder = NamespaceThread.call(network.target(), IcmpResponder::new);
        responder.thread.start();
        return responder;
    }

    private void run() {
        while (!closing) {
            int length = (int) calls.recv(in, packet, 0);
            if (length > V6_HEADER && (packet.get(JAVA_BYTE, 0) & 0xf0) == 0x60) {
                answer6(length);
            } else if (length >= 28) {
                answer4(length);
            }
        }
    }

    private void answer4(int length) {
        int header = (packet.get(JAVA_BYTE, 0) & 15) * 4;
        int port = Short.toUnsignedInt(packet.get(NET_SHORT, header + 2));
        if (isProbe(packet.get(JAVA_BYTE, 9), port)) {
            name.set(Address.v4(packet.get(NET_INT, 12)), 0);
            MemorySegment error = error(port, length);
            error.set(NET_SHORT, 2, (short) ~sum(error));
            send(out4, error);
        }
    }

    /** The kernel writes the checksum (RFC 3542 section 3.1). */
    private void answer6(int length) {
        int port = Short.toUnsignedInt(packet.get(NET_SHORT, V6_HEADER + 2));
        if (isProbe(packet.get(JAVA_BYTE, 6), port)) {
            name.set(new Address(true, packet.get(NET_LONG, 8), packet.get(NET_LONG, 16)), 0);
            send(out6, error(port, length));
        }
    }

    private static boolean isProbe(int protocol, int port) {
        return (protocol == TCP || protocol == UDP) && port >= FIRST_PORT && port <= LAST_PORT;
    }

    /** Quotes all of the packet. */
    private MemorySegment error(int port, int length) {
        MemorySegment error = Arena.ofAuto().allocate(ICMP_HEADER + length, 8);
        error.set(JAVA_BYTE, 0, (byte) IcmpError.type(port));
        error.set(JAVA_BYTE, 1, (byte) IcmpError.code(port));
        if (IcmpError.FRAG_NEEDED.port() == port) {
            error.set(NET_SHORT, 6, (short) 1_400);
        }
        error.asSlice(ICMP_HEADER).copyFrom(packet.asSlice(0, length));
        return error;
    }

    /** RFC 1071. */
    private static int sum(MemorySegment bytes) {
        int sum = 0;
        for (long at = 0; at < bytes.byteSize(); at++) {
            int octet = Byte.toUnsignedInt(bytes.get(JAVA_BYTE, at));
            sum += (at & 1) == 0 ? octet << 8 : octet;
        }
        int folded = (sum & 0xffff) + (sum >>> 16);
        return (folded & 0xffff) + (folded >>> 16);
    }

    private void send(int fd, MemorySegment error) {
        calls.sendto(fd, error, error.byteSize(), name.memory(), name.length());
    }

    @Override
    public void close() throws InterruptedException {
        closing = true;
        thread.join();
        calls.close(in);
        calls.close(out4);
        calls.close(out6);
        arena.close();
    }
}
