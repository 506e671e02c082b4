package dev.scanctl.agent.linux.reach;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.scanctl.agent.linux.SockAddr;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.wire.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A raw socket for the ICMP messages of one family (raw(7), ipv6(7)): sends echoes, and hears what answers those of anybody
 * on this machine. Owned by one thread.
 */
final class IcmpSocket implements AutoCloseable {
    private static final int SOCK_RAW_CLOEXEC_NONBLOCK = 3 | 0x80000 | 0x800;
    private static final int IPPROTO_ICMP = 1;
    private static final int IPPROTO_ICMPV6 = 58;
    private static final int SOL_RAW = 255;
    /** ICMP_FILTER of SOL_RAW, ICMPV6_FILTER of IPPROTO_ICMPV6: bits of the types that are not wanted. */
    private static final int FILTER = 1;

    private static final int BUFFER_BYTES = 2_048;

    private final SystemCalls calls;
    private final boolean v6;
    private final int fd;
    private final ReceiveBuffer room;
    private final MemorySegment message = Arena.ofAuto().allocate(EchoMessage.BYTES, 8);
    private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER_BYTES, 8);
    private final SockAddr name = new SockAddr(Arena.ofAuto().allocate(SockAddr.BYTES, 8));
    private final MemorySegment length = Arena.ofAuto().allocate(4, 4);

    IcmpSocket(SystemCalls calls, boolean v6) {
        this.calls = calls;
        this.v6 = v6;
        int family = v6 ? SockAddr.AF_INET6 : SockAddr.AF_INET;
        fd = calls.socket(family, SOCK_RAW_CLOEXEC_NONBLOCK, v6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP);
        try (Arena arena = Arena.ofConfined()) {
            int level = v6 ? IPPROTO_ICMPV6 : SOL_RAW;
            calls.setsockopt(fd, level, FILTER, arena.allocateFrom(JAVA_INT, v6 ? unwantedV6() : unwantedV4()));
        }
        room = new ReceiveBuffer(calls, fd);
    }

    /** All but echo reply (0), unreachable (3), time exceeded (11) and parameter problem (12). */
    private static int[] unwantedV4() {
        return new int[] {~(1 | 1 << 3 | 1 << 11 | 1 << 12)};
    }

    /** All but the four kinds of errors (1 to 4) and echo reply (129). */
    private static int[] unwantedV6() {
        return new int[] {~(1 << 1 | 1 << 2 | 1 << 3 | 1 << 4), -1, -1, -1, ~(1 << 1), -1, -1, -1};
    }

    /** Negative: this machine does not speak this family. */
    int descriptor() {
        return fd;
    }

    /** Sends an echo; gives −errno where the kernel does not take it. */
    long send(Address target, long token) {
        if (fd < 0) {
            return fd;
        }
        EchoMessage.write(message, v6, token);
        name.set(target, 0);
        return calls.sendto(fd, message, EchoMessage.BYTES, name.memory(), name.length());
    }

    /** Whether a message lay there; what it says, if it may be an answer, is handed over. */
    boolean receive(Consumer<HeardIcmp> heard) {
        length.set(JAVA_INT, 0, SockAddr.BYTES);
        long bytes = calls.recvfrom(fd, buffer, name.memory(), length);
        if (bytes < 0) {
            return false;
        }
        MemorySegment packet = buffer.asSlice(0, bytes);
        Optional<HeardIcmp> read =
                v6 ? HeardIcmp.readV6(packet, name.address()) : HeardIcmp.readV4(packet, name.address());
        read.ifPresent(heard);
        return true;
    }

    /** Whether messages found no room since the last call. */
    boolean dropped() {
        return room.dropped();
    }

    @Override
    public void close() {
        if (fd >= 0) {
            calls.close(fd);
        }
    }
}
