package dev.scanctl.agent.report;

/** Ages as they travel: the coordinator subtracts them from its own clock, so that no two clocks are compared. */
final class Ages {
    private static final long NANOS_A_MILLI = 1_000_000;

    private Ages() {}

    /** Milliseconds since then; 0 for what the engine stamped after this thread looked at the clock. */
    static long millis(long thenNanos, long nowNanos) {
        return Math.max(0, nowNanos - thenNanos) / NANOS_A_MILLI;
    }
}
