package dev.scanctl.agent.linux.syn;

import java.util.Arrays;

/** From an engine's number of an attempt to its slot: a hash table with linear probing, at most half full. One thread. */
final class AttemptIndex {
    private static final int NONE = -1;

    private final int[] attemptOf;
    /** Slots at the hash of their attempt; {@link #NONE}: free. */
    private final int[] table;

    /** @param attemptOf by slot, a power of two of them; written by the owner before a slot is put in */
    AttemptIndex(int[] attemptOf) {
        this.attemptOf = attemptOf;
        this.table = new int[attemptOf.length * 2];
        Arrays.fill(table, NONE);
    }

    void put(int slot) {
        int i = home(attemptOf[slot]);
        while (table[i] != NONE) {
            i = next(i);
        }
        table[i] = slot;
    }

    /** The slot of an attempt, else −1. */
    int slot(int attempt) {
        return table[place(attempt)];
    }

    /** Forgets an attempt that is in it. */
    void remove(int attempt) {
        int hole = place(attempt);
        for (int i = next(hole); table[i] != NONE; i = next(i)) {
            int home = home(attemptOf[table[i]]);
            int mask = table.length - 1;
            if ((i - home & mask) >= (i - hole & mask)) {
                table[hole] = table[i];
                hole = i;
            }
        }
        table[hole] = NONE;
    }

    /** Where the attempt stands, or where the search for it ends. */
    private int place(int attempt) {
        int i = home(attempt);
        while (table[i] != NONE && attemptOf[table[i]] != attempt) {
            i = next(i);
        }
        return i;
    }

    private int home(int attempt) {
        return attempt * 0x9e3779b9 >>> Integer.numberOfLeadingZeros(table.length) + 1;
    }

    private int next(int i) {
        return i + 1 & table.length - 1;
    }
}
