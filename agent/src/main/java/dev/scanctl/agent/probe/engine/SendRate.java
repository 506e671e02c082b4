package dev.scanctl.agent.probe.engine;

/**
 * How fast one engine sends over all units: it starts slowly, doubles while it is used up and nothing is lost on this machine,
 * stands while all answers take longer than they did, and falls by a third of what it really was when that goes on, a few times in a
 * row, and whenever the drop counters move or answers come late in number, after which it grows by a sixteenth at a time. What was
 * sent before it fell is late for a while still and does not make it fall again. A transport that is slower by itself never comes to
 * it. Times are nanoseconds since the engine's start.
 */
final class SendRate {
    /** Until the first doubling: what every queue and every office network bears. */
    private static final double START_PPS = 50_000;

    /** How long Linux remembers a SYN that nobody answered (nf_conntrack_tcp_timeout_syn_sent). */
    private static final long REMEMBERED_NANOS = 120_000_000_000L;

    private static final double FLOOR_PPS = 1_000;
    private static final double CEILING_PPS = 20_000_000;
    private static final long INTERVAL_NANOS = 50_000_000L;
    /** A stall of this length is made up for; more would be a burst. */
    private static final double BURST_SECONDS = 0.01;

    private static final double LEAST_BURST = 64;

    /** Late answers for each probe sent in an interval that say that a queue on the way grows. */
    private static final double LATE_SHARE = 1 / 16.0;

    /**
     * After it fell, answers that are late or queue up are those to what was sent before: the shortest time-out ({@link
     * Timeouts#FLOOR_NANOS}) and as much again.
     */
    private static final long SETTLING_NANOS = 2 * Timeouts.FLOOR_NANOS;

    /** Longer than their hosts' soonest answers: where all are, a queue stands on the way (RFC 9406 section 4.2 takes 16 ms at most). */
    private static final long STANDING_NANOS = 16_000_000L;

    /**
     * Times in a row that it is slowed down for a queue: at a fifth of the rate a queue of ours would be gone; another is the
     * path's, or the path has become longer.
     */
    private static final int MOST_FOR_QUEUE = 4;

    /** Fewer answers in an interval say nothing of it. */
    private static final int FEW_ANSWERS = 16;

    private double pps = START_PPS;
    private boolean slowed;
    /** When it last fell; long ago: it never did. */
    private long slowedNanos = Long.MIN_VALUE / 2;
    private double ceiling = CEILING_PPS;
    private long ceilingUntilNanos = Long.MAX_VALUE;
    /** In any interval since the ceiling was last lowered. */
    private double fastest;
    private double tokens = LEAST_BURST;
    private long filledNanos;
    private long intervalNanos;
    private int sent;
    private int late;
    private int answers;
    private long leastExcessNanos = Long.MAX_VALUE;
    /** Intervals up to the last in which a queue stood without a break, and times that it fell in these. */
    private int standing;

    private int slowedForQueue;
    /** A second, in the interval before. */
    private double sentBefore;

    /** Lets time pass. */
    void refresh(long nowNanos) {
        double burst = Math.max(LEAST_BURST, pps * BURST_SECONDS);
        tokens = Math.min(burst, tokens + (nowNanos - filledNanos) * pps / 1e9);
        filledNanos = nowNanos;
        long elapsed = nowNanos - intervalNanos;
        if (elapsed >= INTERVAL_NANOS) {
            boolean stands = answers >= FEW_ANSWERS && leastExcessNanos > STANDING_NANOS;
            boolean manyLate = late > LATE_SHARE * Math.max(LEAST_BURST, sent);
            boolean queued = stands && standing >= 1 && slowedForQueue < MOST_FOR_QUEUE;
            if ((manyLate || queued) && nowNanos - slowedNanos >= SETTLING_NANOS) {
                slowedForQueue += manyLate ? 0 : 1;
                slowDown(nowNanos);
            }
            boolean used = sent >= 0.5 * pps * elapsed / 1e9;
            if (used && !stands && !manyLate) {
                pps = Math.min(ceiling, slowed ? pps * 17 / 16 : pps * 2);
            }
            sentBefore = sent * 1e9 / elapsed;
            fastest = Math.max(fastest, sentBefore);
            raiseCeiling(nowNanos);
            intervalNanos = nowNanos;
            sent = 0;
            late = 0;
            answers = 0;
            leastExcessNanos = Long.MAX_VALUE;
            standing = stands ? standing + 1 : 0;
            slowedForQueue = stands ? slowedForQueue : 0;
        }
    }

    private void raiseCeiling(long nowNanos) {
        if (nowNanos >= ceilingUntilNanos) {
            ceiling = Math.min(CEILING_PPS, 2 * ceiling);
            ceilingUntilNanos = ceiling == CEILING_PPS ? Long.MAX_VALUE : nowNanos + REMEMBERED_NANOS;
        }
    }

    /**
     * What keeps connections on the path has no room for more: from now on at most half of the fastest so far, and twice that
     * again when what was not answered is forgotten there.
     *
     * @return the most a second from now on
     */
    long pathFull(long nowNanos) {
        ceiling = Math.max(FLOOR_PPS, Math.min(ceiling, fastest) / 2);
        ceilingUntilNanos = nowNanos + REMEMBERED_NANOS;
        pps = Math.min(pps, ceiling);
        fastest = 0;
        return (long) ceiling;
    }

    boolean allows() {
        return tokens >= 1;
    }

    /** An attempt goes out. */
    void sent() {
        tokens--;
        sent++;
    }

    /** An answer took so much longer than its host's soonest. */
    void answered(long excessNanos) {
        answers++;
        leastExcessNanos = Math.min(leastExcessNanos, excessNanos);
    }

    /** An answer came after its attempt's time. */
    void late() {
        late++;
    }

    /** When {@link #allows} becomes true, if it is not. */
    long nextNanos() {
        return tokens >= 1 ? 0 : filledNanos + (long) ((1 - tokens) * 1e9 / pps) + 1;
    }

    /** Packets were dropped on this machine, at no more than the rate that was really sent. */
    void dropped(long nowNanos) {
        slowDown(nowNanos);
    }

    private void slowDown(long nowNanos) {
        double seconds = (nowNanos - intervalNanos) / 1e9;
        double real = seconds > 0.01 ? Math.max(sentBefore, sent / seconds) : pps;
        pps = Math.max(FLOOR_PPS, Math.min(pps, Math.max(real, pps / 4)) * 2 / 3);
        slowed = true;
        slowedNanos = nowNanos;
    }
}
