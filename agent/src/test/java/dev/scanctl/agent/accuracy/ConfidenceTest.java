package dev.scanctl.agent.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ConfidenceTest {

    /** (1 − p)ⁿ = 0.01 has a closed form. */
    @Test
    void withoutFailuresItIsTheNthRoot() {
        assertThat(Confidence.mostFailing(0, 100, 0.01)).isCloseTo(1 - Math.pow(0.01, 0.01), within(1e-12));
        assertThat(Confidence.mostFailing(0, 1_000_000, 0.01)).isCloseTo(4.605e-6, within(1e-9));
    }

    /** Clopper and Pearson, Biometrika 26 (1934): 95 % two-sided limits of 2 in 10 are 0.025 and 0.556. */
    @Test
    void agreesWithThePublishedTable() {
        assertThat(Confidence.mostFailing(2, 10, 0.025)).isCloseTo(0.556, within(0.0005));
    }

    @Test
    void manyFailuresOfManyAreReckonedToo() {
        double bound = Confidence.mostFailing(17_000, 1_000_000, 0.01);

        assertThat(bound).isCloseTo(0.017 + 2.326 * Math.sqrt(0.017 * 0.983 / 1e6), within(5e-6));
    }

    @Test
    void whereAllFailNothingIsKnown() {
        assertThat(Confidence.mostFailing(10, 10, 0.01)).isEqualTo(1);
    }
}
