package dev.scanctl.agent.lease;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying again: a random part ("full jitter") of a span that doubles from try to try, so that
 * many agents do not come back at once.
 */
final class Backoff {
    private static final long FIRST_SPAN_NANOS = Duration.ofMillis(500).toNanos();
    private static final long LAST_SPAN_NANOS = Duration.ofSeconds(30).toNanos();
    /** Jitter may draw nothing at all; a try still costs a connection. */
    private static final long LEAST_NANOS = Duration.ofMillis(50).toNanos();

    private final RandomGenerator random;
    private long spanNanos = FIRST_SPAN_NANOS;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The next pause, 50 ms to 30 s. */
    long nextNanos() {
        long pause = Math.max(LEAST_NANOS, random.nextLong(spanNanos + 1));
        spanNanos = Math.min(LAST_SPAN_NANOS, 2 * spanNanos);
        return pause;
    }

    /** A session has proved stable: the next pause is short again. */
    void reset() {
        spanNanos = FIRST_SPAN_NANOS;
    }

    /** Somebody asked for calm: the next pauses are long. */
    void slowDown() {
        spanNanos = LAST_SPAN_NANOS;
    }
}
