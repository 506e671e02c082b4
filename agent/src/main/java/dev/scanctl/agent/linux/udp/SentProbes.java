package dev.scanctl.agent.linux.udp;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.PortState;

/**
 * The attempts that are open, and those that ended less than {@link #LATE_NANOS} ago and may still be answered, with the best
 * that is known of them. Plain arrays of a fixed size, so that nothing is allocated for an attempt; when they are full,
 * those that ended longest ago are forgotten first. Owned by one thread; a slot is valid until its attempt has ended.
 */
final class SentProbes {
    static final int NONE = PortIndex.NONE;
    /** How long an answer may take that still counts. */
    static final long LATE_NANOS = 10_000_000_000L;

    private static final int ENDED_PER_OPEN = 8;
    private static final int MOST_ENDED = 65_536;
    private static final int LEAST_ENDED = 1_024;
    /** Attempts at one host that are looked at to tell a stray answer's owner: a flood of them shall cost little. */
    private static final int MOST_LOOKED_AT = 256;

    private static final byte STILL_OPEN = -2;
    private static final byte UNKNOWN = -1;
    private static final byte CLOSED = 1;

    private final PortIndex index;
    private final SlotChains byAttempt;
    private final EndedSlots ended;
    private final int[] attempts;
    /** Rank of what is known of an attempt that ended; {@link #STILL_OPEN}: it has not. */
    private final byte[] known;

    private final byte[] earlier;
    private final int[] free;
    private int freeCount;
    private int openCount;

    /** When one was forgotten before its time. */
    private long forgotNanos;

    private boolean forgot;

    /** @param maxOpen attempts that may be open at a time; there is room for several times as many that ended */
    SentProbes(int maxOpen) {
        int slots = maxOpen + Math.clamp((long) maxOpen * ENDED_PER_OPEN, LEAST_ENDED, MOST_ENDED);
        index = new PortIndex(slots);
        byAttempt = new SlotChains(slots);
        ended = new EndedSlots(slots);
        attempts = new int[slots];
        known = new byte[slots];
        earlier = new byte[slots];
        free = new int[slots];
        while (freeCount < slots) {
            free[freeCount] = slots - 1 - freeCount++;
        }
    }

    /** Attempts that are open. */
    int open() {
        return openCount;
    }

    /** Makes room for one more, forgetting what ended too long ago; false: all are open. */
    boolean makeRoom(long nowNanos) {
        while (!ended.isEmpty() && nowNanos - ended.oldestNanos() >= LATE_NANOS) {
            forgetOldest();
        }
        if (freeCount == 0 && !ended.isEmpty()) {
            forgot = true;
            forgotNanos = nowNanos;
            forgetOldest();
        }
        return freeCount > 0;
    }

    private void forgetOldest() {
        int slot = ended.takeOldest();
        index.remove(slot);
        free[freeCount++] = slot;
    }

    /** Attempts at this port that are known, open or ended. */
    int attemptsAt(Address target, int port) {
        int last = index.firstAt(target, port);
        return last == NONE ? 0 : earlier[last] + 1;
    }

    /** Keeps an attempt that was sent; {@link #makeRoom} has said that there is room. */
    void add(int attempt, Address target, int port, int socket) {
        int before = attemptsAt(target, port);
        int slot = free[--freeCount];
        openCount++;
        attempts[slot] = attempt;
        known[slot] = STILL_OPEN;
        earlier[slot] = (byte) Math.min(before, Byte.MAX_VALUE - 1);
        index.put(slot, target, port, socket);
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

    /** An open attempt at this port, else −1. */
    int openAt(Address target, int port) {
        int slot = index.firstAt(target, port);
        while (slot != NONE && known[slot] != STILL_OPEN) {
            slot = index.nextAt(slot, target, port);
        }
        return slot;
    }

    /** An open attempt ends; a state of unknown: without an answer. */
    void end(int slot, PortState state, long nowNanos) {
        openCount--;
        byAttempt.remove(slot, attempts[slot]);
        known[slot] = rank(state);
        ended.add(slot, nowNanos);
    }

    /** Notes the state at the attempts that ended at this port; whether it is more than what is known of all of them. */
    boolean learn(Address target, int port, PortState state) {
        byte best = STILL_OPEN;
        byte rank = rank(state);
        for (int slot = index.firstAt(target, port); slot != NONE; slot = index.nextAt(slot, target, port)) {
            best = (byte) Math.max(best, known[slot]);
            known[slot] = known[slot] == STILL_OPEN ? STILL_OPEN : (byte) Math.max(rank, known[slot]);
        }
        return best != STILL_OPEN && rank > best;
    }

    /**
     * The port that a datagram must belong to which came from this host to this socket, but from a port that was not asked
     * there: the only one asked of that host through that socket that is not closed. −1: there is none, or several, or some
     * were forgotten.
     */
    int onlyPort(Address host, int socket, long nowNanos) {
        if (forgot && nowNanos - forgotNanos < LATE_NANOS) {
            return NONE;
        }
        int only = NONE;
        int looks = 0;
        for (int slot = index.firstOf(host, socket); slot != NONE; slot = index.nextOf(slot, host, socket)) {
            boolean another = known[slot] != CLOSED && only != NONE && only != index.port(slot);
            if (another || ++looks > MOST_LOOKED_AT) {
                return NONE;
            }
            only = known[slot] == CLOSED ? only : index.port(slot);
        }
        return only;
    }

    /** Evidence by its weight: open beats closed beats filtered. */
    private static byte rank(PortState state) {
        return switch (state) {
            case OPEN -> 2;
            case CLOSED -> CLOSED;
            case FILTERED, OPEN_FILTERED -> 0;
            case UNKNOWN, NOT_PROBED -> UNKNOWN;
        };
    }
}
