package dev.scanctl.agent.probe.engine;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Deadlines of slots, as a hashed wheel: {@value #BUCKETS} buckets of 2<sup>{@value #TICK_SHIFT}</sup> ns (4.2 ms), each a
 * doubly linked list threaded through arrays indexed by slot. Setting and cancelling cost a few array writes; a deadline
 * is kept to the tick, never early. Nothing lies further ahead than {@link #HORIZON_NANOS}, so a bucket holds one tick
 * only. Owned by the engine's thread.
 */
final class TimerWheel {
    static final int TICK_SHIFT = 22;
    static final int BUCKETS = 1024;
    /** The furthest deadline from now, 4.28 s. */
    static final long HORIZON_NANOS = (long) (BUCKETS - 3) << TICK_SHIFT;

    private static final int NONE = -1;

    private final int[] heads = new int[BUCKETS];
    private final long[] occupied = new long[BUCKETS / Long.SIZE];
    private int[] next = {};
    /** The slot before, or for the first of a list the complement of its bucket, which is below {@link #NONE}. */
    private int[] previous = {};
    private long tick;
    private int size;

    TimerWheel() {
        Arrays.fill(heads, NONE);
    }

    /** Sets the deadline of a slot that has none, at most {@link #HORIZON_NANOS} ahead; times are not negative. */
    void set(int slot, long deadlineNanos) {
        if (slot >= next.length) {
            int length = Math.max(slot + 1, 2 * next.length);
            next = Arrays.copyOf(next, length);
            previous = Arrays.copyOf(previous, length);
        }
        int bucket = (int) ((deadlineNanos >> TICK_SHIFT) + 1) & BUCKETS - 1;
        int head = heads[bucket];
        next[slot] = head;
        previous[slot] = ~bucket - 1;
        if (head == NONE) {
            occupied[bucket >> 6] |= 1L << bucket;
        } else {
            previous[head] = slot;
        }
        heads[bucket] = slot;
        size++;
    }

    /** Takes away the deadline of a slot that has one. */
    void cancel(int slot) {
        int after = next[slot];
        int before = previous[slot];
        if (after != NONE) {
            previous[after] = before;
        }
        if (before >= 0) {
            next[before] = after;
        } else {
            setHead(~(before + 1), after);
        }
        size--;
    }

    private void setHead(int bucket, int slot) {
        heads[bucket] = slot;
        if (slot == NONE) {
            occupied[bucket >> 6] &= ~(1L << bucket);
        }
    }

    /**
     * Hands over, without its deadline, every slot whose deadline has passed. The callback may set and cancel others.
     */
    void advance(long nowNanos, IntConsumer expired) {
        long nowTick = nowNanos >> TICK_SHIFT;
        long from = Math.max(tick + 1, nowTick - BUCKETS + 1);
        for (long t = from; t <= nowTick && size > 0; t++) {
            int bucket = (int) t & BUCKETS - 1;
            while (heads[bucket] != NONE) {
                int slot = heads[bucket];
                cancel(slot);
                expired.accept(slot);
            }
        }
        tick = Math.max(tick, nowTick);
    }

    /** When the first deadline is handed over; {@link Long#MAX_VALUE}: there is none. */
    long nextNanos() {
        if (size == 0) {
            return Long.MAX_VALUE;
        }
        for (long t = tick + 1; ; ) {
            int bucket = (int) t & BUCKETS - 1;
            long word = occupied[bucket >> 6] >>> bucket;
            if (word != 0) {
                return t + Long.numberOfTrailingZeros(word) << TICK_SHIFT;
            }
            t += Long.SIZE - (bucket & Long.SIZE - 1);
        }
    }
}
