package dev.scanctl.agent.linux.syn;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.scanctl.agent.linux.Errno;
import dev.scanctl.agent.linux.NetworkOrder;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.wire.Address;
import java.lang.foreign.MemorySegment;

/**
 * Frames for one Ethernet link that leave by an AF_XDP socket in copy mode (Linux Documentation/networking/af_xdp.rst): the
 * kernel reads them out of shared memory and hands them to the driver, without a message header, a queueing discipline or a
 * look at each by packet sockets. That takes a quarter off what a packet costs the kernel. Owned by one thread.
 *
 * <p>A frame is free, or written and waiting to be sent, or with the kernel, which gives back its number when the driver is
 * done with it, in any order.
 */
final class XdpLane implements Lane {
    private static final int ETHERNET_HEADER = 14;
    private static final int MSG_DONTWAIT = 0x40;
    /** Calls in vain, one after the other, until the kernel is said to take no more. */
    private static final int MOST_IN_VAIN = 16;

    private final SystemCalls calls;
    private final XdpSocket socket;
    private final long sourceMac;
    private final MemorySegment memory;
    private final byte[] familyOf = new byte[XdpSocket.FRAMES];
    private final int[] free = new int[XdpSocket.FRAMES];
    private int freeCount;
    private final int[] frames = new int[PLACES];
    private final int[] slots = new int[PLACES];
    private int count;

    /**
     * @param socket closed with this
     * @param sourceMac this machine's address on the link, its first byte the lowest
     */
    XdpLane(SystemCalls calls, XdpSocket socket, long sourceMac) {
        this.calls = calls;
        this.socket = socket;
        this.sourceMac = sourceMac;
        this.memory = socket.memory();
        for (int frame = XdpSocket.FRAMES - 1; frame >= 0; frame--) {
            free[freeCount++] = frame;
        }
    }

    /** Whether a whole batch finds free frames: while the driver holds them all, it does not, and never once it was given up. */
    boolean hasRoom() {
        if (freeCount + count < PLACES && !isGivenUp()) {
            freeCount = socket.reclaim(free, freeCount);
        }
        return freeCount + count >= PLACES && !isGivenUp();
    }

    /** Whether the kernel took no more at some time, which ended its socket. */
    boolean isGivenUp() {
        return socket.isClosed();
    }

    @Override
    public void add(int slot, Route route, Address target, int sourcePort, int port, int sequence) {
        int frame = free[--freeCount];
        frames[count] = frame;
        slots[count++] = slot;
        long at = XdpSocket.at(frame);
        writeConstants(frame, target.v6());
        memory.set(JAVA_LONG_UNALIGNED, at, route.mac | sourceMac << 48);
        SynPacket.patch(memory, at + ETHERNET_HEADER, route, target, sourcePort, port, sequence);
    }

    private void writeConstants(int frame, boolean v6) {
        byte family = (byte) (v6 ? 6 : 4);
        if (familyOf[frame] != family) {
            familyOf[frame] = family;
            long at = XdpSocket.at(frame);
            memory.set(JAVA_INT_UNALIGNED, at + 8, (int) (sourceMac >>> 16));
            memory.set(NetworkOrder.SHORT, at + 12, SynPacket.etherType(v6));
            SynPacket.writeConstants(memory, at + ETHERNET_HEADER, v6);
        }
    }

    @Override
    public boolean isFull() {
        return count == PLACES;
    }

    @Override
    public void remove(int slot) {
        for (int place = 0; place < count; place++) {
            if (slots[place] == slot) {
                free[freeCount++] = frames[place];
                int last = --count;
                slots[place] = slots[last];
                frames[place] = frames[last];
                return;
            }
        }
    }

    @Override
    public void flush(Refused refused) {
        if (count == 0) {
            return;
        }
        for (int place = 0; place < count; place++) {
            boolean v6 = familyOf[frames[place]] == 6;
            socket.put(frames[place], ETHERNET_HEADER + SynPacket.bytes(v6));
        }
        socket.publish();
        int errno = kick(refused);
        int notTaken = socket.waiting();
        if (notTaken > 0) {
            socket.close();
            refuse(count - notTaken, count, errno, refused);
        } else {
            freeCount = socket.reclaim(free, freeCount);
        }
        count = 0;
    }

    /** Until all is taken, or the kernel takes no more; gives why that is. */
    private int kick(Refused refused) {
        int before = socket.waiting();
        for (int inVain = 0; before > 0 && inVain < MOST_IN_VAIN; inVain++) {
            int errno = (int) -calls.send(socket.descriptor(), MemorySegment.NULL, MSG_DONTWAIT);
            int after = socket.waiting();
            if (errno == XdpSocket.EBUSY) {
                if (after == before) {
                    return Errno.ENOBUFS;
                }
                refuse(count - after - 1, count - after, Errno.ENOBUFS, refused);
            } else if (!isPassing(errno)) {
                return errno;
            }
            inVain = after < before ? 0 : inVain;
            before = after;
        }
        return Errno.ENOBUFS;
    }

    private static boolean isPassing(int errno) {
        return errno <= 0 || errno == Errno.EAGAIN || errno == Errno.EINTR || errno == Errno.ENOBUFS;
    }

    /** Of the batch, from one to before another. */
    private void refuse(int first, int end, int errno, Refused refused) {
        for (int place = first; place < end; place++) {
            int frame = frames[place];
            boolean v6 = familyOf[frame] == 6;
            Address target = SynPacket.target(memory, XdpSocket.at(frame) + ETHERNET_HEADER, v6);
            refused.refused(slots[place], errno, target);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
