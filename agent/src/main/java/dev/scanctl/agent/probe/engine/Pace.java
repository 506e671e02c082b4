package dev.scanctl.agent.probe.engine;

/**
 * The arithmetic of one rate cap (the generic cell rate algorithm). What is paced keeps one number, its theoretical time,
 * and may send when that is no more than the tolerance ahead.
 *
 * <p>Of a cap c, the burst is 1 + c/100, so that a stall of up to 10 ms is made up for, and the steady rate is such that no
 * window of {@value #WINDOW_NANOS} ns holds more than c: a second, and what may lie between the decision to send and the
 * packet's leaving. Shares of one cap thus sum to no more than the cap, however many there are, as long as what takes over
 * a share starts with {@link #spent}: the one before may have used all of it.
 *
 * @param intervalNanos steady distance; 0: no cap
 * @param toleranceNanos how far the theoretical time may run ahead
 */
record Pace(long intervalNanos, long toleranceNanos) {
    /** What a batch takes, so that it needs no clock of its own for each packet. */
    static final long LATE_NANOS = 5_000_000;

    private static final long WINDOW_NANOS = 1_000_000_000L + LATE_NANOS;
    private static final long COALESCE_NANOS = 1_000_000;

    static final Pace UNLIMITED = new Pace(0, 0);

    /** The pace of a cap a second; 0: no cap. */
    static Pace of(long perSecond) {
        if (perSecond == 0) {
            return UNLIMITED;
        }
        long spare = perSecond / 100;
        long interval = Math.ceilDiv(WINDOW_NANOS, perSecond - spare);
        return new Pace(interval, spare * interval);
    }

    /** The theoretical time of one that has just used all it may. */
    long spent(long nowNanos) {
        return nowNanos + toleranceNanos + intervalNanos;
    }

    /** The theoretical time of one that has saved nothing up, and may send one now. */
    long unsaved(long nowNanos) {
        return nowNanos + toleranceNanos;
    }

    boolean allows(long theoreticalNanos, long nowNanos) {
        return intervalNanos == 0 || theoreticalNanos - toleranceNanos <= nowNanos;
    }

    /** The theoretical time after so many more are sent. */
    long afterSending(long theoreticalNanos, long nowNanos, long packets) {
        return packets == 0 ? theoreticalNanos : Math.max(theoreticalNanos, nowNanos) + packets * intervalNanos;
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
