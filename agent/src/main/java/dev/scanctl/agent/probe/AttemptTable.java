package dev.scanctl.agent.probe;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The open attempts, in slots numbered densely from 0: the slot is the attempt's number at the transport. Grows by
 * doubling to the most that were ever open at a time and never shrinks. Owned by the engine's thread.
 */
final class AttemptTable {
    private static final int FIRST_SLOTS = 256;

    private @Nullable UnitRun[] runs = new @Nullable UnitRun[0];
    private int[] probes = {};
    private long[] sentNanos = {};
    private int[] free = {};
    private int freeCount;

    AttemptTable() {
        grow(FIRST_SLOTS);
    }

    /** Opens an attempt and gives its slot. */
    int open(UnitRun run, int probe, long nowNanos) {
        if (freeCount == 0) {
            grow(2 * probes.length);
        }
        int slot = free[--freeCount];
        runs[slot] = run;
        probes[slot] = probe;
        sentNanos[slot] = nowNanos;
        return slot;
    }

    void close(int slot) {
        runs[slot] = null;
        free[freeCount++] = slot;
    }

    /** The unit of an open slot; null: the slot is not open. */
    @Nullable UnitRun run(int slot) {
        return slot >= 0 && slot < runs.length ? runs[slot] : null;
    }

    int probe(int slot) {
        return probes[slot];
    }

    long sentNanos(int slot) {
        return sentNanos[slot];
    }

    /** Slots there are, open or free. */
    int slots() {
        return probes.length;
    }

    /** Attempts open now. */
    int openCount() {
        return probes.length - freeCount;
    }

    private void grow(int slots) {
        int before = probes.length;
        runs = Arrays.copyOf(runs, slots);
        probes = Arrays.copyOf(probes, slots);
        sentNanos = Arrays.copyOf(sentNanos, slots);
        free = Arrays.copyOf(free, slots);
        for (int slot = slots - 1; slot >= before; slot--) {
            free[freeCount++] = slot;
        }
    }
}
