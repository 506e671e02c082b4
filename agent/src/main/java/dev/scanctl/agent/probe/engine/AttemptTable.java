package dev.scanctl.agent.probe.engine;

import dev.scanctl.agent.probe.ProbeUnit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The open attempts, in slots numbered densely from 0: the slot is the attempt's number at the transport. Grows by
 * doubling to the most that were ever open at a time and never shrinks. A slot holds plain numbers only, for some hundred
 * thousand of them do not fit into a processor's caches. Owned by the engine's thread.
 */
final class AttemptTable {
    private static final int FIRST_SLOTS = 256;
    private static final int CLOSED = -1;
    private static final int PROBE_BITS = 16;
    private static final int PROBE_MASK = (1 << PROBE_BITS) - 1;

    /** A run's number and a probe within it, of which there are {@link ProbeUnit#MAX_PROBES}; of a closed slot the complement. */
    private int[] questions = {};

    private long[] sentNanos = {};
    private int[] free = {};
    private int freeCount;
    private @Nullable UnitRun[] runs = new @Nullable UnitRun[16];

    AttemptTable() {
        grow(FIRST_SLOTS);
    }

    private void join(UnitRun run) {
        int number = 0;
        while (number < runs.length && runs[number] != null) {
            number++;
        }
        if (number == runs.length) {
            runs = Arrays.copyOf(runs, 2 * number);
        }
        runs[number] = run;
        run.number = number;
    }

    /** Forgets a run, which has no open attempts. */
    void leave(UnitRun run) {
        if (run.number != UnitRun.NO_NUMBER) {
            runs[run.number] = null;
            run.number = UnitRun.NO_NUMBER;
        }
    }

    /** Opens an attempt and gives its slot. */
    int open(UnitRun run, int probe, long nowNanos) {
        if (run.number == UnitRun.NO_NUMBER) {
            join(run);
        }
        if (freeCount == 0) {
            grow(2 * questions.length);
        }
        int slot = free[--freeCount];
        questions[slot] = run.number << PROBE_BITS | probe;
        sentNanos[slot] = nowNanos;
        return slot;
    }

    /** What {@link #probe} and {@link #sentNanos} say of it stays until the slot is opened again. */
    void close(int slot) {
        questions[slot] = ~questions[slot];
        free[freeCount++] = slot;
    }

    /** The unit of an open slot; null: the slot is not open. */
    @Nullable UnitRun run(int slot) {
        int question = slot >= 0 && slot < questions.length ? questions[slot] : CLOSED;
        return question < 0 ? null : runs[question >>> PROBE_BITS];
    }

    int probe(int slot) {
        int question = questions[slot];
        return (question < 0 ? ~question : question) & PROBE_MASK;
    }

    long sentNanos(int slot) {
        return sentNanos[slot];
    }

    /** Slots there are, open or free. */
    int slots() {
        return questions.length;
    }

    /** Attempts open now. */
    int openCount() {
        return questions.length - freeCount;
    }

    private void grow(int slots) {
        int before = questions.length;
        questions = Arrays.copyOf(questions, slots);
        Arrays.fill(questions, before, slots, CLOSED);
        sentNanos = Arrays.copyOf(sentNanos, slots);
        free = Arrays.copyOf(free, slots);
        for (int slot = slots - 1; slot >= before; slot--) {
            free[freeCount++] = slot;
        }
    }
}
