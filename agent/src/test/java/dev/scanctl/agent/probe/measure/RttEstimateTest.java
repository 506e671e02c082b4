package dev.scanctl.agent.probe.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RttEstimateTest {
    private static final long MILLI = 1_000_000L;

    private final RttEstimate rtt = new RttEstimate();

    @Test
    void excessIsOverTheShortestOfLate() {
        rtt.sample(20 * MILLI, 0);
        rtt.sample(50 * MILLI, 500 * MILLI);

        assertThat(rtt.excessNanos(50 * MILLI)).isEqualTo(30 * MILLI);
        assertThat(rtt.excessNanos(10 * MILLI)).isZero();

        rtt.sample(50 * MILLI, 1_200 * MILLI);

        assertThat(rtt.excessNanos(50 * MILLI)).isEqualTo(30 * MILLI);
    }

    @Test
    void pathThatHasBecomeLongerHasNoExcessTwoSecondsLater() {
        for (int i = 0; i < 30; i++) {
            rtt.sample((i < 5 ? 20 : 50) * MILLI, i * 100 * MILLI);
        }

        assertThat(rtt.excessNanos(50 * MILLI)).isZero();
    }

    @Test
    void timeOutFollowsRfc6298() {
        rtt.sample(20 * MILLI, 0);
        assertThat(rtt.timeoutNanos()).isEqualTo(60 * MILLI);
        assertThat(rtt.micros()).isEqualTo(20_000);

        rtt.sample(28 * MILLI, 1);

        assertThat(rtt.timeoutNanos()).isEqualTo(21 * MILLI + 4 * (19 * MILLI / 2));
    }
}
