package dev.scanctl.agent.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HostRateTest {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final HostRate rate = new HostRate();
    private long nowNanos;

    /** A second in which so many attempts are sent, and the first so many of them answered. */
    private void second(int attempts, int answers) {
        for (int i = 0; i < attempts; i++) {
            attempt(i * SECOND_NANOS / attempts, i < answers);
        }
        nowNanos += SECOND_NANOS;
    }

    /** A second in which the host is asked as fast as it may be, and gives at most so many answers. */
    private void secondAtItsRate(int mostAnswers) {
        // The first attempt ends the second before, which may change the rate.
        attempt(0, true);
        int attempts = (int) rate.perSecond();
        for (int i = 1; i < attempts; i++) {
            attempt(i * SECOND_NANOS / attempts, i < mostAnswers);
        }
        nowNanos += SECOND_NANOS;
    }

    private void attempt(long afterNanos, boolean answered) {
        rate.sent(nowNanos + afterNanos, SECOND_NANOS / 20);
        if (answered) {
            rate.answered(nowNanos + afterNanos);
        }
    }

    @Test
    void limitFoundTooLowIsLeftBehindWithinSeconds() {
        second(100, 25);
        second(200, 25);
        second(1, 1);
        assertThat(rate.isLimited()).isTrue();
        assertThat(rate.perSecond()).isLessThan(30);

        for (int i = 0; i < 10; i++) {
            secondAtItsRate(Integer.MAX_VALUE);
        }

        assertThat(rate.perSecond()).isGreaterThan(200);
    }

    @Test
    void limitIsNotRaisedFarAboveWhatTheHostGives() {
        second(400, 200);
        second(800, 200);
        second(1, 1);

        for (int i = 0; i < 20; i++) {
            secondAtItsRate(200);
            assertThat(rate.perSecond()).isLessThan(300);
        }
    }
}
