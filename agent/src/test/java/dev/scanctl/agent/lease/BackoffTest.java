package dev.scanctl.agent.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final long MILLI = 1_000_000;

    @Test
    void pausesGrowFromHalfASecondToThirtySecondsAndAreJittered() {
        for (int seed = 0; seed < 200; seed++) {
            Backoff backoff = new Backoff(new Random(seed));
            long spanMillis = 500;
            for (int attempt = 0; attempt < 12; attempt++) {
                long pause = backoff.nextNanos();
                assertThat(pause).as("seed %d, attempt %d", seed, attempt).isBetween(50 * MILLI, spanMillis * MILLI);
                spanMillis = Math.min(30_000, 2 * spanMillis);
            }
        }
    }

    @Test
    void stableSessionMakesThemShortAgain() {
        Backoff backoff = new Backoff(new Random(1));
        backoff.slowDown();
        backoff.nextNanos();

        backoff.reset();

        assertThat(backoff.nextNanos()).isLessThanOrEqualTo(500 * MILLI);
    }
}
