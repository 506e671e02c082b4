package dev.scanctl.agent.linux.udp;

import java.util.Arrays;

/** Slots by hash, in doubly linked chains within plain arrays; several slots may have one hash. Owned by one thread. */
final class SlotChains {
    static final int NONE = -1;

    private final int[] heads;
    private final int[] next;
    private final int[] previous;

    SlotChains(int slots) {
        heads = new int[Integer.highestOneBit(Math.max(slots, 2))];
        next = new int[slots];
        previous = new int[slots];
        Arrays.fill(heads, NONE);
    }

    void add(int slot, int hash) {
        int bucket = bucket(hash);
        int after = heads[bucket];
        heads[bucket] = slot;
        next[slot] = after;
        previous[slot] = NONE;
        if (after != NONE) {
            previous[after] = slot;
        }
    }

    /** The hash is the one it was added with. */
    void remove(int slot, int hash) {
        if (previous[slot] == NONE) {
            heads[bucket(hash)] = next[slot];
        } else {
            next[previous[slot]] = next[slot];
        }
        if (next[slot] != NONE) {
            previous[next[slot]] = previous[slot];
        }
    }

    /** The first slot that may have this hash, else −1; others with any hash stand among them. */
    int first(int hash) {
        return heads[bucket(hash)];
    }

    /** The slot after this one, else −1. */
    int next(int slot) {
        return next[slot];
    }

    private int bucket(int hash) {
        return hash * 0x9e3779b9 >>> Integer.numberOfLeadingZeros(heads.length) + 1;
    }
}
