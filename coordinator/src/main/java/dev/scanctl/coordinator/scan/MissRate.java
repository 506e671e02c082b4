package dev.scanctl.coordinator.scan;

import dev.scanctl.proto.v1.MissEvidence;
import java.util.OptionalInt;

/**
 * The share of open ports that one segment is expected to have taken for silent ones.
 *
 * <p>With p the chance that one attempt of a port that answers brings nothing, a port is missed in all of its a attempts with
 * the chance m = p<sup>a</sup>, and beside O ports found O m / (1 − m) were missed. Two estimates of what was missed in all are
 * made of what units report, and the larger one counts:
 *
 * <ul>
 *   <li><b>of the pooled loss</b>: p from the answers of all units, and not what it most likely is but what it hardly
 *       exceeds (95 %, one-sided): E ports that answered after the first attempt may have been
 *       (√(E + 1) + 0.82)² if chance was kind, 3.3 if there was none (the rule of three). Few answers give a high rate thus,
 *       and fewer than {@value #FEW_ANSWERS} none at all;
 *   <li><b>of each unit's own loss</b>, by its agent, summed: since loss differs from place to place, and the mean of powers is
 *       more than the power of the mean.
 * </ul>
 *
 * <p>Where no open port was at risk, the rate is that of a port which would have got the fewest attempts of all. Attempts are
 * taken to be lost each by itself: bursts of loss that outlast a port's attempts are not in it.
 */
final class MissRate {
    /** Of answers: that many tell next to nothing. */
    private static final int FEW_ANSWERS = 10;
    /** Half of the normal deviate that one in twenty exceeds. */
    private static final double HALF_DEVIATE = 0.8224;

    private static final double MILLION = 1e6;

    private MissRate() {}

    /**
     * Parts per million, rounded up; empty: too few answers to say.
     *
     * @param open ports found open
     * @param fewestAttempts of any silent port; 0: none was silent
     */
    static OptionalInt ppm(MissEvidence evidence, long open, int fewestAttempts) {
        if (fewestAttempts == 0) {
            return OptionalInt.of(0);
        }
        double loss = mostLoss(evidence);
        if (evidence.getAnswersBeforeLast() < FEW_ANSWERS || loss >= 1) {
            return OptionalInt.empty();
        }
        double missed = Math.max(pooled(evidence, loss), evidence.getMissedMicros() / MILLION);
        double share = missed > 0 ? missed / (Math.max(0, open) + missed) : wouldBeMissed(loss, fewestAttempts);
        return OptionalInt.of((int) Math.ceil(share * MILLION));
    }

    /** What one attempt's chance to bring nothing hardly exceeds. */
    private static double mostLoss(MissEvidence evidence) {
        double root = Math.sqrt(evidence.getAnswersAfterFirst() + 1.0) + HALF_DEVIATE;
        return root * root / evidence.getAnswersBeforeLast();
    }

    private static double pooled(MissEvidence evidence, double loss) {
        double missed = 0;
        for (int i = 0; i < evidence.getOpenAtRiskCount(); i++) {
            double chance = wouldBeMissed(loss, i + 1);
            missed += evidence.getOpenAtRisk(i) * chance / (1 - chance);
        }
        return missed;
    }

    private static double wouldBeMissed(double loss, int attempts) {
        return Math.pow(loss, attempts);
    }
}
