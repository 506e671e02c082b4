package dev.scanctl.agent.probe.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.probe.engine.LimitedHostScan;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is learnt of hosts that limit their ICMP errors, from scans of simulated ones. */
class IcmpBudgetTest {
    private static final long SECOND = 1_000_000_000L;

    /** Seed, rate a second, burst (0: it counts within each second), closed ports, filtered ports. */
    static Stream<Arguments> hosts() {
        return LongStream.range(0, 4)
                .boxed()
                .flatMap(seed -> Stream.of(
                        Arguments.of(seed, 0.25, 1, 20, 5),
                        Arguments.of(seed, 0.5, 6, 40, 20),
                        Arguments.of(seed, 1.0, 6, 100, 0),
                        Arguments.of(seed, 1.0, 6, 100, 100),
                        Arguments.of(seed, 1.0, 1, 50, 10),
                        Arguments.of(seed, 5.0, 50, 300, 30),
                        Arguments.of(seed, 10.0, 10, 300, 100),
                        Arguments.of(seed, 20.0, 6, 500, 500),
                        Arguments.of(seed, 100.0, 100, 3_000, 300),
                        Arguments.of(seed, 200.0, 200, 5_000, 500),
                        Arguments.of(seed, 100.0, 0, 3_000, 1_000),
                        Arguments.of(seed, 200.0, 0, 5_000, 100)));
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void noClosedPortIsTakenForOpenOrFiltered(long seed, double rate, int burst, int closed, int filtered) {
        LimitedHostScan scan = new LimitedHostScan(seed, rate, burst, closed, filtered, 0);

        scan.run();

        assertThat(scan.closedFound()).as("seed %s", seed).isEqualTo(closed);
        assertThat(scan.silentFound()).as("seed %s", seed).isEqualTo(filtered);
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void rateIsLearntFromBelow(long seed, double rate, int burst, int closed, int filtered) {
        LimitedHostScan scan = new LimitedHostScan(seed, rate, burst, closed, filtered, 0);

        scan.run();

        assertThat(scan.budget.ratePps()).as("seed %s", seed).isBetween(0.85 * rate, 1.15 * rate);
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void hostIsAskedAtMostTwiceAsFastAsItAnswers(long seed, double rate, int burst, int closed, int filtered) {
        LimitedHostScan scan = new LimitedHostScan(seed, rate, burst, closed, filtered, 0);

        scan.run();

        assertThat(scan.closestOnceLearntNanos()).as("seed %s", seed).isGreaterThanOrEqualTo((long) (SECOND / (2 * rate)));
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void closedPortsAreDoneInLittleMoreTimeThanTheHostTakes(
            long seed, double rate, int burst, int closed, int filtered) {
        LimitedHostScan scan = new LimitedHostScan(seed, rate, burst, closed, filtered, 0);

        scan.run();

        double bound = (closed - burst) / rate;
        double asked = (closed + filtered) / LimitedHostScan.FASTEST_PPS;
        double wasted = burst == 1 ? 1.6 : 1.08; // a bucket of one loses what comes in while it is full
        double filteredAmong = bound * filtered / closed;
        assertThat(scan.closedDoneNanos() / 1e9)
                .as("seed %s", seed)
                .isLessThan(wasted * Math.max(bound, asked) + filteredAmong + 2 + (filtered == 0 ? 0 : 10));
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void lossIsNotTakenForALimit(long seed, double rate, int burst, int closed, int filtered) {
        LimitedHostScan scan = new LimitedHostScan(seed, rate, burst, closed, filtered, 0.005);

        scan.run();

        assertThat(scan.closedFound()).as("seed %s", seed).isGreaterThanOrEqualTo((int) (0.99 * closed));
        assertThat(scan.closestOnceLearntNanos()).as("seed %s", seed).isGreaterThanOrEqualTo((long) (SECOND / (2 * rate)));
    }

    @Test
    void hostWithoutALimitIsNotSlowedDown() {
        LimitedHostScan scan = new LimitedHostScan(1, 1e9, 1_000_000, 1_000, 50, 0);

        scan.run();

        assertThat(scan.budget.ratePps()).isZero();
        assertThat(scan.closedFound()).isEqualTo(1_000);
        assertThat(scan.closedDoneNanos()).isLessThan(4 * SECOND);
    }

    @Test
    void hostThatNeverAnswersKeepsItsSilence() {
        IcmpBudget budget = new IcmpBudget();

        budget.sent(SECOND);
        budget.silent(7, SECOND);

        assertThat(budget.exhausted(SECOND)).isFalse();
        assertThat(budget.nextNanos()).isEqualTo(SECOND);
    }

    @Test
    void silenceSoonAfterAnAnswerIsNotFinal() {
        IcmpBudget budget = new IcmpBudget();

        budget.unreachable(7, SECOND);

        assertThat(budget.exhausted(SECOND - 1)).as("before").isFalse();
        assertThat(budget.exhausted(SECOND + 1)).isTrue();
        assertThat(budget.exhausted(SECOND + IcmpBudget.UNKNOWN_NANOS - 1)).isTrue();
        assertThat(budget.exhausted(SECOND + IcmpBudget.UNKNOWN_NANOS)).isFalse();
    }

    @Test
    void silenceOfWhichTooLittleIsRememberedIsNotFinal() {
        IcmpBudget budget = new IcmpBudget();
        for (int port = 0; port < 200; port++) {
            budget.unreachable(port, SECOND + port);
        }

        assertThat(budget.exhausted(SECOND + 1)).isTrue();
    }
}
