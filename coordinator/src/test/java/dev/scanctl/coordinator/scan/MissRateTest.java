package dev.scanctl.coordinator.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.proto.v1.MissEvidence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MissRateTest {

    /** Open ports at the risk of {@code attempts}. */
    private static MissEvidence evidence(long beforeLast, long afterFirst, long open, int attempts) {
        MissEvidence.Builder evidence = MissEvidence.newBuilder()
                .setSilentPorts(1_000)
                .setAnswersBeforeLast(beforeLast)
                .setAnswersAfterFirst(afterFirst);
        for (int i = 1; i < attempts; i++) {
            evidence.addOpenAtRisk(0);
        }
        return evidence.addOpenAtRisk(open).build();
    }

    @ParameterizedTest
    @CsvSource({
        "100000, 1990, 2", "100000, 9750, 2", "100000, 36000, 2", "100000, 36000, 10", "5000, 100, 2", "5000, 1800, 4"
    })
    void manyAnswersGiveTheTruthWithinAFactorOfTwoAndNeverLess(long answers, long late, int attempts) {
        double truth = 1e6 * Math.pow((double) late / answers, attempts);

        assertThat(MissRate.ppm(evidence(answers, late, 30_000, attempts), 30_000, attempts).orElseThrow())
                .isBetween((int) truth, (int) Math.ceil(2 * truth));
    }

    @Test
    void fewAnswersWithoutLossAreNoProofThatNothingIsLost() {
        int few = MissRate.ppm(evidence(30, 0, 30, 2), 30, 2).orElseThrow();
        int many = MissRate.ppm(evidence(30_000, 0, 30_000, 2), 30_000, 2).orElseThrow();

        assertThat(few).as("(3.3 / 30)²").isBetween(10_000, 13_000);
        assertThat(many).isEqualTo(1);
    }

    @Test
    void hardlyAnyAnswerGivesNoRate() {
        assertThat(MissRate.ppm(evidence(9, 0, 9, 2), 9, 2)).isEmpty();
        assertThat(MissRate.ppm(MissEvidence.getDefaultInstance(), 0, 2)).isEmpty();
        assertThat(MissRate.ppm(evidence(20, 19, 20, 2), 20, 2)).as("nearly all is lost").isEmpty();
    }

    @Test
    void nothingIsMissedWhereNoPortWasSilent() {
        assertThat(MissRate.ppm(MissEvidence.getDefaultInstance(), 5, 0)).hasValue(0);
    }

    @Test
    void withoutAnOpenPortTheRateIsWhatOneWouldRun() {
        MissEvidence closedOnly = evidence(10_000, 1_000, 0, 2);

        assertThat(MissRate.ppm(closedOnly, 0, 2).orElseThrow()).isBetween(10_000, 12_000);
    }

    @Test
    void unitsThatLostFarMoreThanTheOthersAreNotAveragedAway() {
        MissEvidence evidence = evidence(100_000, 1_000, 100_000, 4).toBuilder()
                .setMissedMicros(170_000_000)
                .build();

        assertThat(MissRate.ppm(evidence, 99_830, 4)).hasValue(1_700);
    }
}
