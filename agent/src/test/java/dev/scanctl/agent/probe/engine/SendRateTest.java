package dev.scanctl.agent.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

class SendRateTest {
    private static final long MILLI = 1_000_000L;

    private final SendRate rate = new SendRate();
    private long nowNanos;

    /** Sends all that may be sent in so many milliseconds, and tells of each which one it is. */
    private int sends(int millis, IntConsumer each) {
        int sent = 0;
        for (int i = 0; i < millis; i++) {
            nowNanos += MILLI;
            rate.refresh(nowNanos);
            while (rate.allows()) {
                rate.sent();
                each.accept(++sent);
            }
        }
        return sent;
    }

    /** Each so-many-th is answered late. */
    private int pressed(int millis, int lateEach) {
        return sends(millis, sent -> {
            if (sent % lateEach == 0) {
                rate.late();
            }
        });
    }

    @Test
    void lateAnswersInNumberSlowItDown() {
        pressed(200, Integer.MAX_VALUE);
        int before = pressed(50, Integer.MAX_VALUE);

        pressed(800, 8);

        assertThat(pressed(50, Integer.MAX_VALUE)).isLessThan(before / 2);
    }

    /** They are those to what was sent before. */
    @Test
    void answersThatStayLateForAMomentSlowItDownOnce() {
        pressed(200, Integer.MAX_VALUE);
        int before = pressed(50, Integer.MAX_VALUE);

        pressed(200, 2);

        assertThat(pressed(50, Integer.MAX_VALUE)).isBetween(before / 2, 2 * before);
    }

    @Test
    void fewLateAnswersDoNot() {
        int before = pressed(200, Integer.MAX_VALUE);

        assertThat(pressed(200, 100)).isGreaterThan(before);
    }

    /** Each is answered, with one of two delays in turn. */
    private int answered(int millis, long excessMillis, long otherMillis) {
        return sends(millis, sent -> rate.answered((sent % 2 == 0 ? excessMillis : otherMillis) * MILLI));
    }

    @Test
    void aQueueThatStandsSlowsItDown() {
        answered(200, 0, 0);
        int before = answered(50, 20, 60);

        answered(800, 20, 60);

        assertThat(answered(50, 0, 0)).isLessThan(before / 2);
    }

    @Test
    void aDelayThatStaysDoesNotStopIt() {
        answered(200, 0, 0);
        int before = answered(50, 20, 60);

        answered(2_000, 20, 60);

        assertThat(answered(50, 20, 60)).isGreaterThan(before / 10);
    }

    @Test
    void jitterDoesNot() {
        int before = answered(200, 0, 60);

        assertThat(answered(200, 60, 5)).isGreaterThan(before);
    }
}
