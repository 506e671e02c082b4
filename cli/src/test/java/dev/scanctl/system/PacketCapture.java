package dev.scanctl.system;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.scanctl.agent.linux.SystemCallFailed;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.wire.Address;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A program for tests: prints every IPv4 packet that leaves or reaches its network namespace, until it is ended (packet(7)). Packets
 * that leave by AF_XDP are seen where they arrive only.
 */
final class PacketCapture {
    private static final int AF_PACKET = 17;
    private static final int SOCK_DGRAM = 2;
    /** ETH_P_ALL in network order: also packets that go. */
    private static final int ETH_P_ALL = 0x0300;

    private static final int PACKET_OUTGOING = 4;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUFFORCE = 33;
    private static final ValueLayout.OfShort NET_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt NET_INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /**
     * One packet.
     *
     * @param leaves whether it left the namespace
     * @param protocol of IANA's numbers
     * @param port 0 where the protocol has none
     */
    record Packet(boolean leaves, String source, String target, int protocol, int port) {
        boolean to(String address, int of, int... ports) {
            return target.equals(address) && protocol == of && port >= ports[0] && port <= ports[ports.length - 1];
        }
    }

    private PacketCapture() {}

    public static void main(String[] arguments) {
        SystemCalls calls = new SystemCalls();
        int fd = SystemCallFailed.check(calls.socket(AF_PACKET, SOCK_DGRAM, ETH_P_ALL), "socket", "AF_PACKET");
        MemorySegment size = Arena.global().allocateFrom(JAVA_INT, 16 << 20);
        SystemCallFailed.check(calls.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, size), "setsockopt", "SO_RCVBUFFORCE");
        MemorySegment packet = Arena.global().allocate(128, 8);
        MemorySegment from = Arena.global().allocate(32, 8);
        PrintStream out = new PrintStream(System.out, false);
        Runtime.getRuntime().addShutdownHook(new Thread(out::flush));
        System.out.println("capturing");
        System.out.flush();
        while (true) {
            next(calls, fd, packet, from, out);
        }
    }

    private static void next(SystemCalls calls, int fd, MemorySegment packet, MemorySegment from, PrintStream out) {
        MemorySegment length = Arena.ofAuto().allocateFrom(JAVA_INT, 32);
        long got = calls.recvfrom(fd, packet, from, length);
        if (got >= 20 && packet.get(JAVA_BYTE, 0) >>> 4 == 4) {
            int header = (packet.get(JAVA_BYTE, 0) & 15) * 4;
            int protocol = packet.get(JAVA_BYTE, 9);
            boolean ports = (protocol == 6 || protocol == 17) && got >= header + 4;
            synchronized (out) {
                out.println((from.get(JAVA_BYTE, 10) == PACKET_OUTGOING) + " " + Address.v4(packet.get(NET_INT, 12)) + " "
                        + Address.v4(packet.get(NET_INT, 16)) + " " + protocol + " "
                        + (ports ? Short.toUnsignedInt(packet.get(NET_SHORT, header + 2)) : 0));
            }
        }
    }

    /** What a capture that has ended printed. */
    static List<Packet> read(Program ended) {
        return ended.output()
                .lines()
                .filter(line -> !line.equals("capturing"))
                .map(line -> line.split(" "))
                .map(words -> new Packet(
                        Boolean.parseBoolean(words[0]),
                        words[1],
                        words[2],
                        Integer.parseInt(words[3]),
                        Integer.parseInt(words[4])))
                .toList();
    }
}
