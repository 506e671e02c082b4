package dev.scanctl.agent.probe.measure;

/**
 * Smoothed round trip and its variation, by RFC 6298 section 2 with its gains of 1/8 and 1/4. Each attempt is its own
 * connection, so a sample is never ambiguous.
 */
public final class RttEstimate {
    /** For so long, and up to twice as long, the shortest is remembered: a path may become longer, and a clock be read late. */
    private static final long WINDOW_NANOS = 1_000_000_000L;

    private long smoothedNanos;
    private long variationNanos;
    private long leastNanos = Long.MAX_VALUE;
    /** In the window before. */
    private long leastBeforeNanos = Long.MAX_VALUE;

    private long windowNanos;
    private boolean sampled;

    public void sample(long rttNanos, long nowNanos) {
        long rtt = Math.max(0, rttNanos);
        if (nowNanos - windowNanos >= WINDOW_NANOS) {
            leastBeforeNanos = nowNanos - windowNanos < 2 * WINDOW_NANOS ? leastNanos : Long.MAX_VALUE;
            leastNanos = Long.MAX_VALUE;
            windowNanos = nowNanos;
        }
        leastNanos = Math.min(leastNanos, rtt);
        if (sampled) {
            variationNanos += (Math.abs(smoothedNanos - rtt) - variationNanos) / 4;
            smoothedNanos += (rtt - smoothedNanos) / 8;
        } else {
            smoothedNanos = rtt;
            variationNanos = rtt / 2;
            sampled = true;
        }
    }

    public boolean isEmpty() {
        return !sampled;
    }

    /** How much longer a round trip took than the shortest of late, 0 if it took no longer; 0: nothing sampled. */
    public long excessNanos(long rttNanos) {
        return Math.max(0, rttNanos - Math.min(leastNanos, leastBeforeNanos));
    }

    /** srtt + 4 × rttvar, without bounds. */
    public long timeoutNanos() {
        return smoothedNanos + 4 * variationNanos;
    }

    /** Smoothed round trip in microseconds, at least 1; 0: nothing sampled. */
    public int micros() {
        return sampled ? (int) Math.clamp(smoothedNanos / 1000, 1L, Integer.MAX_VALUE) : 0;
    }
}
