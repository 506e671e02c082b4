package dev.scanctl.agent.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HostRateTest {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final HostRate rate = new HostRate();
    private long nowNanos;
    /** Attempts a second that nothing but its pace holds back. */
    private int fastest = 400;

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

    /** Asked as fast as it may be, it answers what its bucket holds; what is not answered is forgotten. */
    private void bucket(double seconds, double perSecond, double burst, double lostShare) {
        double tokens = burst;
        long end = nowNanos + (long) (seconds * SECOND_NANOS);
        for (int i = 0; nowNanos < end; i++) {
            boolean lost = i % 100 < lostShare * 100;
            boolean answered = tokens >= 1 && !lost;
            tokens -= tokens >= 1 ? 1 : 0;
            attempt(0, answered);
            long step = Math.max(SECOND_NANOS / fastest, rate.pace().intervalNanos());
            tokens = Math.min(burst, tokens + step * perSecond / SECOND_NANOS);
            nowNanos += step;
        }
    }

    @Test
    void afterATrialTheLimitIsReachedWithinSeconds() {
        bucket(6, 200, 50, 0);

        assertThat(rate.isLimited()).isTrue();
        assertThat(rate.perSecond()).isBetween(180.0, 260.0);
    }

    @Test
    void aLimitJustAboveWhatWasAskedIsNotRefuted() {
        bucket(3, 330, 20, 0);
        assertThat(rate.isLimited()).isTrue();

        bucket(8, 330, 20, 0);

        assertThat(rate.isLimited()).isTrue();
        assertThat(rate.perSecond()).isBetween(300.0, 450.0);
    }

    /** The loss that the trial was for has passed. */
    @Test
    void aHostThatAnswersMoreThanItWasEverAskedHasNoLimit() {
        bucket(2, 1e6, 1e6, 0.2);
        bucket(2, 1e6, 1e6, 0);
        assertThat(rate.isLimited()).isTrue();

        fastest = 10_000;
        bucket(8, 1e6, 1e6, 0);

        assertThat(rate.isLimited()).isFalse();
    }
}
