package dev.scanctl.agent.linux.syn;

import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the slots were last used for. A slot that is free remembers its last probe until it is used again, and the free ones
 * are used in turn, so that a second answer is known as such.
 *
 * <p>Some hundred thousand slots are in use at a time, so what is kept of each is little, plain numbers, and mostly used in
 * order: nearly all that a probe costs here is memory that is not in the processor's caches. Owned by one thread.
 */
final class SentProbes {
    static final int NONE = -1;

    private static final int FIRST_ATTEMPTS = 256;

    private static final byte FREE = 0;
    private static final byte OPEN = 1;
    private static final byte REFUSED = 2;

    private final int[] attemptOf;
    private final int[] sequenceOf;
    /** The lower half of the target's address; for the upper half the sequence number stands, a hash of all of it. */
    private final long[] lowOf;

    private final char[] portOf;
    /** Of link-local targets; empty until there is one. */
    private int[] linkOf = {};

    private final byte[] stateOf;
    /** {@link Outcome#code} of how a free slot's probe ended; 0: it was abandoned. */
    private final short[] outcomeOf;

    /** By attempt; grows with the highest of them. */
    private int[] slotOf = new int[FIRST_ATTEMPTS];

    private int last = NONE;
    private int inUse;

    /** @param slots a power of two */
    SentProbes(int slots) {
        attemptOf = new int[slots];
        sequenceOf = new int[slots];
        lowOf = new long[slots];
        portOf = new char[slots];
        stateOf = new byte[slots];
        outcomeOf = new short[slots];
        Arrays.fill(slotOf, NONE);
    }

    /**
     * A slot for an attempt; −1: all are in use. Its sequence number is to be told next.
     *
     * @param attempt numbered densely from 0, for there is a place for each below the highest
     */
    int add(int attempt, Address target, int port) {
        if (inUse == stateOf.length) {
            return NONE;
        }
        int slot = last;
        do {
            slot = slot + 1 & stateOf.length - 1;
        } while (stateOf[slot] != FREE);
        last = slot;
        inUse++;
        attemptOf[slot] = attempt;
        lowOf[slot] = target.low();
        portOf[slot] = (char) port;
        stateOf[slot] = OPEN;
        outcomeOf[slot] = 0;
        place(attempt, slot);
        if (linkOf.length > 0 || target.v6() && LinkLocal.is(target.high())) {
            noteLink(slot, LinkLocal.link(target));
        }
        return slot;
    }

    private void noteLink(int slot, int link) {
        if (linkOf.length == 0) {
            linkOf = new int[stateOf.length];
        }
        linkOf[slot] = link;
    }

    /** Notes what number the slot's probe goes out with. */
    void numbered(int slot, int sequence) {
        sequenceOf[slot] = sequence;
    }

    private void place(int attempt, int slot) {
        if (attempt >= slotOf.length) {
            int before = slotOf.length;
            slotOf = Arrays.copyOf(slotOf, Math.max(attempt + 1, 2 * before));
            Arrays.fill(slotOf, before, slotOf.length, NONE);
        }
        slotOf[attempt] = slot;
    }

    /** Attempts that have not ended. */
    int inUse() {
        return inUse;
    }

    /** The slot of an attempt that has not ended, else −1. */
    int slotOf(int attempt) {
        return attempt < slotOf.length ? slotOf[attempt] : NONE;
    }

    /** Ends the attempt of a slot and gives its number. */
    int end(int slot, @Nullable Outcome outcome) {
        int attempt = attemptOf[slot];
        slotOf[attempt] = NONE;
        stateOf[slot] = FREE;
        outcomeOf[slot] = outcome == null ? 0 : (short) outcome.code();
        inUse--;
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

    /** Whether the slot's probe, the last one where it is free, asked this with that sequence number. */
    boolean asked(int slot, Heard heard, int sequence) {
        return sequenceOf[slot] == sequence && portOf[slot] == heard.targetPort && lowOf[slot] == heard.targetLow;
    }

    /** The link of the slot's target where that is link-local, else 0. */
    int link(int slot) {
        return linkOf.length == 0 ? 0 : linkOf[slot];
    }

    /**
     * Takes another answer to the last probe of a free slot.
     *
     * @return whether it says more than was known: anything after nothing, a port's own answer after a rejection
     */
    boolean improve(int slot, Outcome outcome) {
        short before = outcomeOf[slot];
        boolean own = outcome.state() == PortState.OPEN || outcome.state() == PortState.CLOSED;
        boolean better = before == 0 || Outcome.ofCode(before).state() == PortState.FILTERED && own;
        if (stateOf[slot] != FREE || !better) {
            return false;
        }
        outcomeOf[slot] = (short) outcome.code();
        return true;
    }
}
