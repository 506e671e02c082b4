package dev.scanctl.agent.probe;

/**
 * The arithmetic of one rate cap (the generic cell rate algorithm). What is paced keeps one number, its theoretical time,
 * and may send when that is no more than the tolerance ahead.
 *
 * <p>Of a cap c, the steady rate is c − c/100 and the burst 1 + c/100, so that no window of a second ever holds more than
 * c + 1, while a stall of up to 10 ms is made up for.
 *
 * @param intervalNanos steady distance; 0: no cap
 * @param toleranceNanos how far the theoretical time may run ahead
 */
record Pace(long intervalNanos, long toleranceNanos) {
    private static final long SECOND = 1_000_000_000L;
    private static final long COALESCE_NANOS = 1_000_000;

    static final Pace UNLIMITED = new Pace(0, 0);

    /** The pace of a cap a second; 0: no cap. */
    static Pace of(long perSecond) {
        if (perSecond == 0) {
            return UNLIMITED;
        }
        long spare = perSecond / 100;
        long interval = Math.ceilDiv(SECOND, perSecond - spare);
        return new Pace(interval, spare * interval);
    }

    boolean allows(long theoreticalNanos, long nowNanos) {
        return intervalNanos == 0 || theoreticalNanos - toleranceNanos <= nowNanos;
    }

    /** The theoretical time after one more is sent. */
    long afterSending(long theoreticalNanos, long nowNanos) {
        return Math.max(theoreticalNanos, nowNanos) + intervalNanos;
    }

    /** When one may be sent. */
    long readyNanos(long theoreticalNanos) {
        return theoreticalNanos - toleranceNanos;
    }

    /** When it is worth waking up for: up to 1 ms later where the tolerance makes up for it, so that many go at once. */
    long wakeNanos(long theoreticalNanos) {
        return readyNanos(theoreticalNanos) + Math.min(COALESCE_NANOS, toleranceNanos / 2);
    }
}
