package dev.scanctl.agent.linux.syn;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.scanctl.agent.linux.Errno;
import dev.scanctl.agent.linux.SystemCallFailed;
import dev.scanctl.agent.linux.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Optional;

/**
 * An AF_XDP socket that only sends, with its memory of frames and the two rings by which frames go to the kernel and come
 * back (Linux Documentation/networking/af_xdp.rst, {@code linux/if_xdp.h}). In copy mode the kernel looks at the ring within
 * send(2) only. It may have read more of it than it has sent, so nothing can be taken back but by closing the socket. Owned by
 * one thread.
 */
final class XdpSocket implements AutoCloseable {
    /** More than a driver holds back; 256 KiB, which an unprivileged memory lock allows. */
    static final int FRAMES = 2_048;

    /**
     * What send(2) says when the driver dropped a frame (no carrier): the last one that the kernel has read of the ring, which
     * before 6.17 it does not show at once.
     */
    static final int EBUSY = 16;

    /**
     * Two lines of a processor's cache. What is sent may lie anywhere in a chunk, whose smallest size the kernel sets: one to a
     * chunk, all frames would share a few places in the caches, and have half a page each.
     */
    private static final int FRAME_BYTES = 128;

    private static final int CHUNK_BYTES = 2_048;

    private static final int AF_XDP = 44;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final int SOL_XDP = 283;
    private static final int XDP_MMAP_OFFSETS = 1;
    private static final int XDP_TX_RING = 3;
    private static final int XDP_UMEM_REG = 4;
    private static final int XDP_UMEM_FILL_RING = 5;
    private static final int XDP_UMEM_COMPLETION_RING = 6;
    private static final int XDP_MAX_TX_SKB_BUDGET = 9;
    private static final long PGOFF_TX_RING = 0x8000_0000L;
    private static final long PGOFF_COMPLETION_RING = 0x1_8000_0000L;
    private static final short XDP_COPY = 2;
    /** Of {@code struct xdp_mmap_offsets}: four rings of producer, consumer, descriptors, flags; shorter before Linux 5.4. */
    private static final int OFFSETS_BYTES = 128;

    private static final int TX_OFFSETS = 32;
    private static final int COMPLETION_OFFSETS = 96;
    private static final int DESCRIPTOR_BYTES = 16;
    private static final int ADDRESS_BYTES = 8;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SEND_BUFFER_BYTES = 4 << 20;
    /** Links have one queue or more; each has room for one such socket. */
    private static final int MOST_QUEUES = 8;

    private static final VarHandle NUMBER = JAVA_INT.varHandle();

    private final SystemCalls calls;
    private final int fd;
    private final MemorySegment memory = Arena.ofAuto().allocate((long) FRAMES * FRAME_BYTES, 4_096);
    private final Ring sending;
    private final Ring completed;
    private int put;
    private int reclaimed;
    private boolean closed;

    /** One of the two rings, in memory shared with the kernel. */
    private record Ring(MemorySegment memory, long producer, long consumer, long descriptors) {
        int produced() {
            return (int) NUMBER.getAcquire(memory, producer);
        }

        int consumed() {
            return (int) NUMBER.getAcquire(memory, consumer);
        }
    }

    private XdpSocket(SystemCalls calls, int fd, int link) {
        this.calls = calls;
        this.fd = fd;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment region = arena.allocate(32, 8);
            region.set(JAVA_LONG, 0, memory.address());
            region.set(JAVA_LONG, 8, memory.byteSize());
            region.set(JAVA_INT, 16, CHUNK_BYTES);
            option(XDP_UMEM_REG, region, "XDP_UMEM_REG");
            MemorySegment entries = arena.allocateFrom(JAVA_INT, FRAMES);
            option(XDP_UMEM_FILL_RING, entries, "XDP_UMEM_FILL_RING");
            option(XDP_UMEM_COMPLETION_RING, entries, "XDP_UMEM_COMPLETION_RING");
            option(XDP_TX_RING, entries, "XDP_TX_RING");
            // Kernels before 6.17 do not know it and take 32 at a time.
            calls.setsockopt(fd, SOL_XDP, XDP_MAX_TX_SKB_BUDGET, arena.allocateFrom(JAVA_INT, Lane.PLACES));
            MemorySegment room = arena.allocateFrom(JAVA_INT, SEND_BUFFER_BYTES);
            if (calls.setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, room) < 0) {
                calls.setsockopt(fd, SOL_SOCKET, SO_SNDBUF, room);
            }
            MemorySegment offsets = arena.allocate(OFFSETS_BYTES, 8);
            MemorySegment length = arena.allocateFrom(JAVA_INT, OFFSETS_BYTES);
            int result = calls.getsockopt(fd, SOL_XDP, XDP_MMAP_OFFSETS, offsets, length);
            SystemCallFailed.check(result, "getsockopt", fd + ", XDP_MMAP_OFFSETS");
            if (length.get(JAVA_INT, 0) != OFFSETS_BYTES) {
                throw new SystemCallFailed("getsockopt", Errno.EOPNOTSUPP, fd + ", XDP_MMAP_OFFSETS");
            }
            bind(link, arena);
            sending = map(offsets, TX_OFFSETS, DESCRIPTOR_BYTES, PGOFF_TX_RING);
            completed = mapOrUndo(offsets);
        }
    }

    private void option(int name, MemorySegment value, String words) {
        SystemCallFailed.check(calls.setsockopt(fd, SOL_XDP, name, value), "setsockopt", fd + ", " + words);
    }

    /** {@code struct sockaddr_xdp}. */
    private void bind(int link, Arena arena) {
        MemorySegment name = arena.allocate(16, 4);
        name.set(JAVA_SHORT, 0, (short) AF_XDP);
        name.set(JAVA_SHORT, 2, XDP_COPY);
        name.set(JAVA_INT, 4, link);
        int result = -EBUSY;
        for (int queue = 0; queue < MOST_QUEUES && result == -EBUSY; queue++) {
            name.set(JAVA_INT, 8, queue);
            result = calls.bind(fd, name, 16);
        }
        SystemCallFailed.check(result, "bind", fd + ", AF_XDP, link " + link);
    }

    private Ring mapOrUndo(MemorySegment offsets) {
        try {
            return map(offsets, COMPLETION_OFFSETS, ADDRESS_BYTES, PGOFF_COMPLETION_RING);
        } catch (SystemCallFailed e) {
            calls.unmap(sending.memory.address(), sending.memory.byteSize());
            throw e;
        }
    }

    private Ring map(MemorySegment offsets, int at, int entryBytes, long pageOffset) {
        long descriptors = offsets.get(JAVA_LONG, at + 16);
        long bytes = descriptors + (long) FRAMES * entryBytes;
        long address = calls.mapShared(fd, bytes, pageOffset);
        if (address < 0) {
            throw new SystemCallFailed("mmap", (int) -address, fd + ", " + bytes);
        }
        MemorySegment mapped = MemorySegment.ofAddress(address).reinterpret(bytes);
        return new Ring(mapped, offsets.get(JAVA_LONG, at), offsets.get(JAVA_LONG, at + 8), descriptors);
    }

    /** One for the link of this index; empty: this machine, or the link, or somebody else's use of it does not allow it. */
    static Optional<XdpSocket> open(SystemCalls calls, int link) {
        int fd = calls.socket(AF_XDP, SOCK_RAW_CLOEXEC, 0);
        if (fd < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new XdpSocket(calls, fd, link));
        } catch (SystemCallFailed e) {
            calls.close(fd);
            return Optional.empty();
        }
    }

    int descriptor() {
        return fd;
    }

    /** All frames. */
    MemorySegment memory() {
        return memory;
    }

    /** Where a frame begins. */
    static long at(int frame) {
        return (long) frame * FRAME_BYTES;
    }

    /** Puts a frame behind those to be sent; the kernel sees it with the next {@link #publish}. */
    void put(int frame, int bytes) {
        long at = sending.descriptors + (put++ & FRAMES - 1) * (long) DESCRIPTOR_BYTES;
        sending.memory.set(JAVA_LONG, at, at(frame));
        sending.memory.set(JAVA_LONG, at + 8, bytes);
    }

    void publish() {
        NUMBER.setRelease(sending.memory, sending.producer, put);
    }

    /** Frames that the kernel has not taken yet. */
    int waiting() {
        return put - sending.consumed();
    }

    /** Puts what the driver is done with behind the numbers in a list and gives its new length. */
    int reclaim(int[] free, int count) {
        int length = count;
        for (int end = completed.produced(); reclaimed != end; reclaimed++) {
            long at = completed.descriptors + (reclaimed & FRAMES - 1) * (long) ADDRESS_BYTES;
            free[length++] = (int) (completed.memory.get(JAVA_LONG, at) / FRAME_BYTES);
        }
        NUMBER.setRelease(completed.memory, completed.consumer, reclaimed);
        return length;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        calls.close(fd);
        calls.unmap(sending.memory.address(), sending.memory.byteSize());
        calls.unmap(completed.memory.address(), completed.memory.byteSize());
    }
}
