package dev.scanctl.agent.linux.connect;

import dev.scanctl.agent.linux.DropCounters;
import dev.scanctl.agent.linux.OwnAddresses;
import dev.scanctl.agent.linux.SocketFilter;
import dev.scanctl.agent.linux.SocketFilter.Instruction;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.wire.Address;
import java.util.List;

/**
 * Whether a reset may have been made on this machine. A rule here that rejects with a TCP reset (nft(8), {@code reject with tcp
 * reset}) makes one that looks like the target's to the socket, but it comes in over the loopback interface. A filter on the
 * socket sees that; filters are dear, so that the interface's counter is read first: while it stands still all resets are the
 * targets'. Once it moved, sockets are deaf to resets over loopback for some seconds. What an own rule rejects stays silent then,
 * and its silence falls together with drops on this machine.
 *
 * <p>The counter is read between two intervals; an attempt remembers in which of them it was sent. Owned by one thread.
 */
final class OwnResets implements AutoCloseable {
    private static final long DEAF_NANOS = 2_000_000_000L;

    private static final int JUMP_IF_SET = 0x45;
    /** SKF_AD_OFF + SKF_AD_HATYPE: what kind of interface the packet came in by (if_arp.h). */
    private static final int HARDWARE_TYPE = -0x1000 + 28;

    private static final int ARPHRD_LOOPBACK = 772;
    private static final int TCP_FLAGS = 13;
    private static final int RST = 4;

    /** The program sees the TCP header first (tcp_filter in the kernel's sources, socket(7) SO_ATTACH_FILTER). */
    private static final SocketFilter DEAF = new SocketFilter(List.of(
            new Instruction(SocketFilter.LOAD_WORD, 0, 0, HARDWARE_TYPE),
            new Instruction(SocketFilter.JUMP_EQUAL, 0, 3, ARPHRD_LOOPBACK),
            new Instruction(SocketFilter.LOAD_BYTE, 0, 0, TCP_FLAGS),
            new Instruction(JUMP_IF_SET, 0, 1, RST),
            new Instruction(SocketFilter.RETURN, 0, 0, 0),
            new Instruction(SocketFilter.RETURN, 0, 0, 0x40000)));

    private final DropCounters loopback = DropCounters.ofLoopback();
    private final OwnAddresses own;
    private int interval;
    private int moved = -1;
    private long deafUntilNanos = Long.MIN_VALUE;

    OwnResets(OwnAddresses own) {
        this.own = own;
    }

    /** The present interval, which attempts that are sent now remember. */
    int interval() {
        return interval;
    }

    /** Whether a socket to the target is to be deaf now. Resets of this machine's own addresses do come over loopback. */
    boolean deaf(Address target) {
        return deafUntilNanos != Long.MIN_VALUE && System.nanoTime() - deafUntilNanos < 0 && !own.contains(target);
    }

    /** Makes a socket deaf before it connects. */
    void deafen(SystemCalls calls, int fd) {
        DEAF.attach(calls, fd);
    }

    /** Reads the counter and begins another interval. */
    void look() {
        if (loopback.moved()) {
            moved = interval;
            deafUntilNanos = System.nanoTime() + DEAF_NANOS;
        }
        interval++;
    }

    /** Whether the reset of an attempt sent in that interval may be this machine's own: the counter moved since. */
    boolean suspected(int sent) {
        return moved >= sent;
    }

    @Override
    public void close() {
        loopback.close();
    }
}
