package dev.scanctl.system;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

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
 * A program for tests: prints every IPv4 SYN that reaches its network namespace, with the time at which the kernel received it
 * (socket(7), SO_TIMESTAMPNS), until it is ended.
 */
final class SynCapture {
    private static final int AF_PACKET = 17;
    private static final int SOCK_DGRAM = 2;
    /** ETH_P_IP in network order: packets that come, not those that go. */
    private static final int ETH_P_IP = 0x0008;

    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_TIMESTAMPNS = 35;
    private static final ValueLayout.OfShort NET_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt NET_INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /** One SYN at the target. */
    record Syn(long atNanos, String source, String target, int port) {
        private static Syn parse(String line) {
            String[] words = line.split(" ");
            return new Syn(Long.parseLong(words[0]), words[1], words[2], Integer.parseInt(words[3]));
        }
    }

    private final SystemCalls calls = new SystemCalls();
    private final MemorySegment packet = Arena.global().allocate(128, 8);
    private final MemorySegment control = Arena.global().allocate(64, 8);
    /** {@code struct iovec}, then {@code struct msghdr} on a 64-bit machine. */
    private final MemorySegment vector = Arena.global().allocate(16, 8);

    private final MemorySegment message = Arena.global().allocate(56, 8);
    private final int fd;

    private SynCapture() {
        fd = SystemCallFailed.check(calls.socket(AF_PACKET, SOCK_DGRAM, ETH_P_IP), "socket", "AF_PACKET");
        set(SO_RCVBUFFORCE, 16 << 20);
        set(SO_TIMESTAMPNS, 1);
        vector.set(ADDRESS, 0, packet);
        vector.set(JAVA_LONG, 8, packet.byteSize());
        message.set(ADDRESS, 16, vector);
        message.set(JAVA_LONG, 24, 1);
        message.set(ADDRESS, 32, control);
    }

    private void set(int option, int value) {
        MemorySegment memory = Arena.ofAuto().allocateFrom(JAVA_INT, value);
        SystemCallFailed.check(calls.setsockopt(fd, SOL_SOCKET, option, memory), "setsockopt", option + ", " + value);
    }

    public static void main(String[] arguments) {
        SynCapture capture = new SynCapture();
        PrintStream out = new PrintStream(System.out, false);
        Runtime.getRuntime().addShutdownHook(new Thread(out::flush));
        System.out.println("capturing");
        System.out.flush();
        while (true) {
            capture.next(out);
        }
    }

    private void next(PrintStream out) {
        message.set(JAVA_LONG, 40, control.byteSize());
        long length = calls.recvmsg(fd, message, 0);
        int header = (packet.get(JAVA_BYTE, 0) & 15) * 4;
        if (length >= header + 14 && packet.get(JAVA_BYTE, 9) == 6 && packet.get(JAVA_BYTE, header + 13) == 2) {
            synchronized (out) {
                out.println(stampNanos() + " " + Address.v4(packet.get(NET_INT, 12)) + " "
                        + Address.v4(packet.get(NET_INT, 16)) + " "
                        + Short.toUnsignedInt(packet.get(NET_SHORT, header + 2)));
            }
        }
    }

    /** The one control message (cmsg(3)) is a {@code struct timespec}. */
    private long stampNanos() {
        if (control.get(JAVA_INT, 8) != SOL_SOCKET || control.get(JAVA_INT, 12) != SO_TIMESTAMPNS) {
            throw new IllegalStateException("a packet came without a time stamp");
        }
        return control.get(JAVA_LONG, 16) * 1_000_000_000L + control.get(JAVA_LONG, 24);
    }

    /** What a capture that has ended printed, by time. */
    static List<Syn> read(Program ended) {
        return ended.output()
                .lines()
                .filter(line -> !line.equals("capturing"))
                .map(Syn::parse)
                .sorted(java.util.Comparator.comparingLong(Syn::atNanos))
                .toList();
    }
}
