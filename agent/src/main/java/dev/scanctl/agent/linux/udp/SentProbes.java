package dev.scanctl.agent.linux.udp;

import dev.scanctl.wire.Address;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The attempts that are open, and those that ended less than {@link #LATE_NANOS} ago and may still be answered. Plain
 * arrays of a fixed size, so that nothing is allocated for an attempt; when they are full, those that ended longest ago
 * are forgotten first. Owned by one thread; a slot is valid until the attempt in it has ended and was forgotten.
 */
final class SentProbes {
    static final int NONE = SlotChains.NONE;
    /** How long an answer may take that still counts. */
    static final long LATE_NANOS = 10_000_000_000L;

    private static final int ENDED_PER_OPEN = 8;
    private static final int MOST_ENDED = 65_536;
    private static final int LEAST_ENDED = 1_024;

    private enum State {
        OPEN,
        GIVEN_UP,
        ANSWERED,
        /** Nothing more is to be learnt from it; it only waits for the end of its time. */
        SPENT
    }

    private final @Nullable Address[] targets;
    private final char[] ports;
    private final byte[] sockets;
    private final byte[] earlier;
    private final int[] attempts;
    private final @Nullable State[] states;
    private final SlotChains byPort;
    private final SlotChains byHost;
    private final SlotChains byAttempt;
    private final EndedSlots ended;
    private final int[] free;
    private int freeCount;

    /** When one was forgotten before its time. */
    private long forgotNanos;

    private boolean forgot;

    /** @param maxOpen attempts that may be open at a time; there is room for several times as many that ended */
    SentProbes(int maxOpen) {
        int slots = maxOpen + Math.clamp((long) maxOpen * ENDED_PER_OPEN, LEAST_ENDED, MOST_ENDED);
        targets = new @Nullable Address[slots];
        ports = new char[slots];
        sockets = new byte[slots];
        earlier = new byte[slots];
        attempts = new int[slots];
        states = new @Nullable State[slots];
        byPort = new SlotChains(slots);
        byHost = new SlotChains(slots);
        byAttempt = new SlotChains(slots);
        ended = new EndedSlots(slots);
        free = new int[slots];
        while (freeCount < slots) {
            free[freeCount] = slots - 1 - freeCount++;
        }
    }

    /** Makes room for one more, forgetting what ended too long ago; false: all are open. */
    boolean makeRoom(long nowNanos) {
        while (!ended.isEmpty() && nowNanos - ended.oldestNanos() >= LATE_NANOS) {
            free(ended.takeOldest());
        }
        if (freeCount == 0 && !ended.isEmpty()) {
            forgot = true;
            forgotNanos = nowNanos;
            free(ended.takeOldest());
        }
        return freeCount > 0;
    }

    /** Attempts at this port that are known, open or ended. */
    int attemptsAt(Address target, int port) {
        int slot = byPort.first(portHash(target, port));
        while (slot != NONE && !isAt(slot, target, port)) {
            slot = byPort.next(slot);
        }
        return slot == NONE ? 0 : earlier[slot] + 1;
    }

    /** Keeps an attempt that was sent; {@link #makeRoom} has said that there is room. */
    void add(int attempt, Address target, int port, int socket) {
        int before = attemptsAt(target, port);
        int slot = free[--freeCount];
        targets[slot] = target;
        ports[slot] = (char) port;
        sockets[slot] = (byte) socket;
        earlier[slot] = (byte) Math.min(before, Byte.MAX_VALUE - 1);
        attempts[slot] = attempt;
        states[slot] = State.OPEN;
        byPort.add(slot, portHash(target, port));
        byHost.add(slot, hostHash(target, socket));
        byAttempt.add(slot, attempt);
    }

    /** The slot of an open attempt, else −1. */
    int slotOf(int attempt) {
        int slot = byAttempt.first(attempt);
        while (slot != NONE && attempts[slot] != attempt) {
            slot = byAttempt.next(slot);
        }
        return slot;
    }

    int attempt(int slot) {
        return attempts[slot];
    }

    boolean isOpen(int slot) {
        return states[slot] == State.OPEN;
    }

    /** An attempt at this port without an answer, an open one if there is one; else −1. */
    int unanswered(Address target, int port) {
        int found = NONE;
        for (int slot = byPort.first(portHash(target, port)); slot != NONE; slot = byPort.next(slot)) {
            if (isAt(slot, target, port) && states[slot] != State.ANSWERED) {
                if (isOpen(slot)) {
                    return slot;
                }
                found = slot;
            }
        }
        return found;
    }

    /**
     * The port that a datagram must belong to which came from this host to this socket, but from a port that was not asked:
     * the only one of that host that was asked through that socket. −1: there is none, or several, or some were forgotten.
     */
    int onlyPort(Address host, int socket, long nowNanos) {
        if (forgot && nowNanos - forgotNanos < LATE_NANOS) {
            return NONE;
        }
        int only = NONE;
        for (int slot = byHost.first(hostHash(host, socket)); slot != NONE; slot = byHost.next(slot)) {
            if (sockets[slot] == socket && host.equals(targets[slot])) {
                if (only != NONE && only != ports[slot]) {
                    return NONE;
                }
                only = ports[slot];
            }
        }
        return only;
    }

    /** An open attempt ends without an answer. */
    void giveUp(int slot, long nowNanos) {
        byAttempt.remove(slot, attempts[slot]);
        states[slot] = State.GIVEN_UP;
        ended.add(slot, nowNanos);
    }

    /**
     * An attempt has its answer.
     *
     * @param mayRepeat whether more such answers may come, perhaps from another port
     */
    void answered(int slot, boolean mayRepeat, long nowNanos) {
        if (isOpen(slot)) {
            giveUp(slot, nowNanos);
        }
        if (mayRepeat) {
            states[slot] = State.ANSWERED;
        } else {
            unlink(slot);
            states[slot] = State.SPENT;
        }
    }

    private void free(int slot) {
        if (states[slot] != State.SPENT) {
            unlink(slot);
        }
        targets[slot] = null;
        states[slot] = null;
        free[freeCount++] = slot;
    }

    private void unlink(int slot) {
        Address target = Objects.requireNonNull(targets[slot]);
        byPort.remove(slot, portHash(target, ports[slot]));
        byHost.remove(slot, hostHash(target, sockets[slot]));
    }

    private boolean isAt(int slot, Address target, int port) {
        return ports[slot] == port && target.equals(targets[slot]);
    }

    private static int portHash(Address target, int port) {
        return mix(target.low() ^ target.high() * 31 ^ (long) port << 40);
    }

    private static int hostHash(Address host, int socket) {
        return mix(host.low() ^ host.high() * 31 ^ (long) socket << 40);
    }

    private static int mix(long bits) {
        long mixed = (bits ^ bits >>> 32) * 0x9e37_79b9_7f4a_7c15L;
        return (int) (mixed >>> 32);
    }
}
