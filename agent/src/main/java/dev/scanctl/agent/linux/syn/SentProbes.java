package dev.scanctl.agent.linux.syn;

import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import org.jspecify.annotations.Nullable;

/**
 * What the slots were last used for. A slot that is free remembers its last probe until it is used again, and the free ones
 * are used in turn, so that a second answer is known as such. Never allocates. Owned by one thread.
 */
final class SentProbes {
    static final int NONE = -1;

    private static final byte FREE = 0;
    private static final byte OPEN = 1;
    private static final byte REFUSED = 2;

    private final int[] attemptOf;
    private final @Nullable Address[] targetOf;
    private final char[] portOf;
    private final byte[] stateOf;
    /** How a free slot's probe ended; null: it was abandoned. */
    private final @Nullable Outcome[] outcomeOf;

    private final AttemptIndex index;
    private final int[] free;
    private int firstFree;
    private int freeCount;

    /** @param slots a power of two */
    SentProbes(int slots) {
        attemptOf = new int[slots];
        targetOf = new @Nullable Address[slots];
        portOf = new char[slots];
        stateOf = new byte[slots];
        outcomeOf = new @Nullable Outcome[slots];
        index = new AttemptIndex(attemptOf);
        free = new int[slots];
        for (int slot = 0; slot < slots; slot++) {
            give(slot);
        }
    }

    /** A slot for an attempt; −1: all are in use. */
    int add(int attempt, Address target, int port) {
        if (freeCount == 0) {
            return NONE;
        }
        int slot = free[firstFree];
        firstFree = firstFree + 1 & free.length - 1;
        freeCount--;
        attemptOf[slot] = attempt;
        targetOf[slot] = target;
        portOf[slot] = (char) port;
        stateOf[slot] = OPEN;
        outcomeOf[slot] = null;
        index.put(slot);
        return slot;
    }

    /** Attempts that have not ended. */
    int inUse() {
        return free.length - freeCount;
    }

    /** The slot of an attempt that has not ended, else −1. */
    int slotOf(int attempt) {
        return index.slot(attempt);
    }

    /** Ends the attempt of a slot and gives its number. */
    int end(int slot, @Nullable Outcome outcome) {
        int attempt = attemptOf[slot];
        index.remove(attempt);
        stateOf[slot] = FREE;
        outcomeOf[slot] = outcome;
        give(slot);
        return attempt;
    }

    /** The kernel did not take the probe of this slot; answers to it cannot be. */
    void refuse(int slot) {
        stateOf[slot] = REFUSED;
    }

    boolean isOpen(int slot) {
        return stateOf[slot] == OPEN;
    }

    boolean isRefused(int slot) {
        return stateOf[slot] == REFUSED;
    }

    /** Whether the slot's probe, the last one where it is free, asked this. */
    boolean asked(int slot, Heard heard) {
        Address target = targetOf[slot];
        return target != null
                && portOf[slot] == heard.targetPort
                && target.low() == heard.targetLow
                && target.high() == heard.targetHigh
                && target.v6() == heard.v6;
    }

    /** The link of the slot's target where that is link-local, else 0. */
    int link(int slot) {
        Address target = targetOf[slot];
        return target == null ? 0 : LinkLocal.link(target);
    }

    /** Of a slot that was used. */
    Address target(int slot) {
        Address target = targetOf[slot];
        if (target == null) {
            throw new IllegalStateException("slot " + slot + " was never used");
        }
        return target;
    }

    /**
     * Takes another answer to the last probe of a free slot.
     *
     * @return whether it says more than was known: anything after nothing, a port's own answer after a rejection
     */
    boolean improve(int slot, Outcome outcome) {
        Outcome before = outcomeOf[slot];
        boolean own = outcome.state() == PortState.OPEN || outcome.state() == PortState.CLOSED;
        boolean better = before == null || before.state() == PortState.FILTERED && own;
        if (stateOf[slot] != FREE || !better) {
            return false;
        }
        outcomeOf[slot] = outcome;
        return true;
    }

    private void give(int slot) {
        free[firstFree + freeCount++ & free.length - 1] = slot;
    }
}
