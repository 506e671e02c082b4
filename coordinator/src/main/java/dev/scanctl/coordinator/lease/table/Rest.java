package dev.scanctl.coordinator.lease.table;

/**
 * An agent that hands unit after unit back, of whatever scan, has a fault of its own: it rests from all of them, for a
 * second and then for twice as long each time, until a result of it is applied. Owned by the lease table's thread.
 */
final class Rest {
    /** Units in a row that it hands back before it rests. */
    private static final int SEVERAL = 4;

    private static final long FIRST_NANOS = 1_000_000_000L;
    private static final long LONGEST_NANOS = 60_000_000_000L;

    private int handedBack;
    private long lengthNanos;
    private long untilNanos;
    private boolean resting;

    /** Whether a rest begins. What it still held when the last one began, and hands back within it, does not count. */
    boolean handedBack(long nowNanos) {
        if (lasts(nowNanos) || ++handedBack < SEVERAL) {
            return false;
        }
        lengthNanos = Math.min(LONGEST_NANOS, lengthNanos == 0 ? FIRST_NANOS : lengthNanos * 2);
        untilNanos = nowNanos + lengthNanos;
        resting = true;
        return true;
    }

    /** It can do its work: a result was applied, or it is another process now. */
    void over() {
        handedBack = 0;
        lengthNanos = 0;
        resting = false;
    }

    boolean lasts(long nowNanos) {
        return resting && untilNanos - nowNanos > 0;
    }

    long lengthSeconds() {
        return lengthNanos / 1_000_000_000L;
    }
}
