package dev.scanctl.agent.linux.syn;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.scanctl.agent.linux.SocketFilter;
import dev.scanctl.agent.linux.SystemCallFailed;
import dev.scanctl.agent.linux.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * A packet socket whose packets the kernel writes into memory shared with it: TPACKET_V2 of Linux
 * Documentation/networking/packet_mmap.rst, one packet a frame, visible at once. Hears all links of the network namespace of
 * the thread that opens it, from the IP header on. Owned by one thread.
 */
final class ReceiveRing implements AutoCloseable {
    private static final int AF_PACKET = 17;
    private static final int SOCK_DGRAM_CLOEXEC_NONBLOCK = 2 | 0x80000 | 0x800;
    private static final int ETH_P_ALL = 3;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_RX_RING = 5;
    private static final int PACKET_STATISTICS = 6;
    private static final int PACKET_VERSION = 10;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final int TPACKET_V2 = 1;

    private static final int FRAME_BYTES = 256;
    private static final int BLOCK_BYTES = 64 * 1024;

    /** {@code struct tpacket2_hdr}. */
    private static final int STATUS_KERNEL = 0;

    private static final int STATUS_USER = 1;
    private static final long SNAP_LENGTH = 8;
    private static final long NET_OFFSET = 14;
    /** In the {@code struct sockaddr_ll} behind it: sll_ifindex. */
    private static final long LINK = 32 + 4;

    private static final VarHandle STATUS = JAVA_INT.varHandle();

    private final SystemCalls calls;
    private final int fd;
    private final int frames;
    private final MemorySegment ring;
    private final MemorySegment statistics = Arena.ofAuto().allocate(8, 4);
    private final MemorySegment length = Arena.ofAuto().allocate(4, 4);
    private long frame;

    /** @param frames packets that may lie there unread, a power of two from 256 */
    ReceiveRing(SystemCalls calls, int frames, SocketFilter filter) {
        this.calls = calls;
        this.frames = frames;
        this.fd = SystemCallFailed.check(
                calls.socket(AF_PACKET, SOCK_DGRAM_CLOEXEC_NONBLOCK, 0), "socket", "AF_PACKET, SOCK_DGRAM");
        try (Arena arena = Arena.ofConfined()) {
            filter.attach(calls, fd);
            option(SOL_PACKET, PACKET_VERSION, arena.allocateFrom(JAVA_INT, TPACKET_V2), "PACKET_VERSION");
            // Kernels before 4.20 do not know it; the filter drops those packets too.
            calls.setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, arena.allocateFrom(JAVA_INT, 1));
            int blocks = (int) (bytes() / BLOCK_BYTES);
            MemorySegment request = arena.allocateFrom(JAVA_INT, BLOCK_BYTES, blocks, FRAME_BYTES, frames);
            option(SOL_PACKET, PACKET_RX_RING, request, "PACKET_RX_RING");
            // Until it is bound it hears nothing, so nothing comes past the filter.
            MemorySegment everywhere = arena.allocate(20, 4);
            everywhere.set(JAVA_SHORT, 0, (short) AF_PACKET);
            everywhere.set(SynPacket.NET_SHORT, 2, (short) ETH_P_ALL);
            SystemCallFailed.check(calls.bind(fd, everywhere, 20), "bind", fd + ", ETH_P_ALL");
            this.ring = map();
        } catch (RuntimeException e) {
            calls.close(fd);
            throw e;
        }
    }

    private void option(int level, int name, MemorySegment value, String words) {
        SystemCallFailed.check(calls.setsockopt(fd, level, name, value), "setsockopt", fd + ", " + words);
    }

    private long bytes() {
        return (long) frames * FRAME_BYTES;
    }

    private MemorySegment map() {
        long address = calls.mapShared(fd, bytes());
        if (address < 0) {
            throw new SystemCallFailed("mmap", (int) -address, fd + ", " + bytes());
        }
        return MemorySegment.ofAddress(address).reinterpret(bytes());
    }

    int descriptor() {
        return fd;
    }

    /** Packets that may lie there unread. */
    int frames() {
        return frames;
    }

    /** Whether the next packet has come. */
    boolean hasNext() {
        return ((int) STATUS.getAcquire(ring, frameAt()) & STATUS_USER) != 0;
    }

    /** Reads the packet that has come and gives its memory back to the kernel; false: it is none that counts. */
    boolean next(Heard heard) {
        long at = frameAt();
        int snapped = ring.get(JAVA_INT, at + SNAP_LENGTH);
        int offset = Short.toUnsignedInt(ring.get(JAVA_SHORT, at + NET_OFFSET));
        boolean counts = heard.read(ring, at + offset, Math.min(snapped, FRAME_BYTES - offset));
        heard.link = ring.get(JAVA_INT, at + LINK);
        STATUS.setRelease(ring, at, STATUS_KERNEL);
        frame++;
        return counts;
    }

    private long frameAt() {
        return (frame & frames - 1) * FRAME_BYTES;
    }

    /** Whether packets found no room since the last call. */
    boolean dropped() {
        length.set(JAVA_INT, 0, 8);
        return calls.getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, statistics, length) >= 0
                && statistics.get(JAVA_INT, 4) != 0;
    }

    @Override
    public void close() {
        calls.unmap(ring.address(), bytes());
        calls.close(fd);
    }
}
