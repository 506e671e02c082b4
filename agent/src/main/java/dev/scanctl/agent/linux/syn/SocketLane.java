package dev.scanctl.agent.linux.syn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.scanctl.agent.linux.Errno;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.wire.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One kind of socket and the packets that wait to be sent on it together: sendmmsg(2) over memory laid out once, in which a probe
 * changes only what differs. Owned by one thread.
 *
 * <p>The memory is one of {@code struct mmsghdr} (64 bytes on a 64-bit machine), {@code struct iovec} (16), name (32) and
 * packet (64) for each place.
 */
final class SocketLane implements Lane {
    private static final int MSG_DONTWAIT = 0x40;
    private static final long MESSAGE = 64;
    private static final long VECTOR = 16;
    private static final long NAME = 32;
    private static final long PACKET = 64;

    private final SystemCalls calls;
    private final Sockets sockets;
    private final Naming naming;
    private final MemorySegment messages = Arena.ofAuto().allocate(PLACES * MESSAGE, 64);
    private final MemorySegment vectors = Arena.ofAuto().allocate(PLACES * VECTOR, 64);
    private final MemorySegment names = Arena.ofAuto().allocate(PLACES * NAME, 64);
    private final MemorySegment packets = Arena.ofAuto().allocate(PLACES * PACKET, 64);
    private final int[] slots = new int[PLACES];
    private final boolean[] v6 = new boolean[PLACES];
    private int count;

    /** Where on its socket a packet goes. */
    interface Naming {
        /** Bytes of a name. */
        int bytes();

        /** Writes the name of where a probe for the target goes. */
        void write(MemorySegment names, long at, Route route, Address target);
    }

    /** @param sockets closed with this */
    SocketLane(SystemCalls calls, Sockets sockets, Naming naming) {
        this.calls = calls;
        this.sockets = sockets;
        this.naming = naming;
        for (int place = 0; place < PLACES; place++) {
            messages.set(ADDRESS, place * MESSAGE, names.asSlice(place * NAME));
            messages.set(JAVA_INT, place * MESSAGE + 8, naming.bytes());
            messages.set(ADDRESS, place * MESSAGE + 16, vectors.asSlice(place * VECTOR));
            messages.set(JAVA_LONG, place * MESSAGE + 24, 1);
            vectors.set(ADDRESS, place * VECTOR, packets.asSlice(place * PACKET));
            writeConstants(place, false);
        }
    }

    private void writeConstants(int place, boolean six) {
        SynPacket.writeConstants(packets, place * PACKET, six);
        vectors.set(JAVA_LONG, place * VECTOR + 8, SynPacket.bytes(six));
        v6[place] = six;
    }

    @Override
    public void add(int slot, Route route, Address target, int sourcePort, int port, int sequence) {
        int place = count++;
        slots[place] = slot;
        if (v6[place] != target.v6()) {
            writeConstants(place, target.v6());
        }
        SynPacket.patch(packets, place * PACKET, route, target, sourcePort, port, sequence);
        naming.write(names, place * NAME, route, target);
    }

    @Override
    public boolean isFull() {
        return count == PLACES;
    }

    @Override
    public void remove(int slot) {
        for (int place = 0; place < count; place++) {
            if (slots[place] == slot) {
                int last = --count;
                slots[place] = slots[last];
                writeConstants(place, v6[last]);
                MemorySegment.copy(packets, last * PACKET, packets, place * PACKET, PACKET);
                MemorySegment.copy(names, last * NAME, names, place * NAME, NAME);
                return;
            }
        }
    }

    @Override
    public void flush(Refused refused) {
        int done = 0;
        while (done < count) {
            int result = send(done);
            if (result > 0) {
                sockets.took();
                done += result;
            } else if (-result != Errno.EINTR && !(-result == Errno.EAGAIN && sockets.goOn())) {
                done = refuse(done, -result, refused);
            }
        }
        count = 0;
    }

    private int send(int first) {
        int fd = sockets.current();
        return fd < 0 ? fd : calls.sendmmsg(fd, messages.asSlice(first * MESSAGE), count - first, MSG_DONTWAIT);
    }

    /** Full sockets refuse those behind it too. */
    private int refuse(int first, int errno, Refused refused) {
        int end = errno == Errno.EAGAIN ? count : first + 1;
        for (int place = first; place < end; place++) {
            refused.refused(slots[place], errno, SynPacket.target(packets, place * PACKET, v6[place]));
        }
        return end;
    }

    @Override
    public void close() {
        sockets.close(calls::close);
    }
}
