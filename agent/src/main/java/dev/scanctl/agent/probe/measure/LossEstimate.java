package dev.scanctl.agent.probe.measure;

/**
 * How much is lost, learnt from probes that were answered in the end: each attempt of theirs before the answer was lost
 * one way or the other. From it follow the attempts that silence takes to be believed.
 */
public final class LossEstimate {
    /** Chance to take a port that answers for a silent one that is thought small enough to stop trying. */
    private static final double MISS = 1e-7;
    /** Answers before a rate is worth anything. */
    private static final int FEW_ANSWERS = 30;
    /** Answers, none of them lost before, after which a loss of 5 % each way has shown itself but for one time in 160. */
    private static final int PLENTY_ANSWERS = 50;
    /** Weight of the newest attempt in the recent rate. */
    private static final float NEWEST = 1 / 64f;

    private long attempts;
    private long lost;
    private int highestAnswered;
    private float recent;

    /** An answer came after that many attempts were lost. */
    public void answeredAfter(int lostAttempts) {
        attempts += lostAttempts + 1;
        lost += lostAttempts;
        highestAnswered = Math.max(highestAnswered, lostAttempts + 1);
        for (int i = 0; i < lostAttempts; i++) {
            recent += NEWEST * (1 - recent);
        }
        recent -= NEWEST * recent;
    }

    /** Forgets all. */
    public void reset() {
        attempts = 0;
        lost = 0;
        highestAnswered = 0;
        recent = 0;
    }

    /** Adds what another estimate has learnt. */
    public void include(LossEstimate other) {
        attempts += other.attempts;
        lost += other.lost;
    }

    /** Takes back what another estimate has learnt, which turned out to be no loss of the path. */
    public void withdraw(LossEstimate other) {
        attempts -= other.attempts;
        lost -= other.lost;
    }

    public boolean telling() {
        return attempts - lost >= FEW_ANSWERS;
    }

    public boolean plenty() {
        return attempts - lost >= PLENTY_ANSWERS;
    }

    /** Lost round trips among the attempts, 0 to 1. */
    public double rate() {
        return attempts == 0 ? 0 : (double) lost / attempts;
    }

    /** The same over the last hundred attempts or so. */
    public float recentRate() {
        return recent;
    }

    /** Whether more was lost than at that rate, 0 to 1, beyond what chance explains where attempts were few. */
    public boolean exceeds(double rate) {
        double expected = rate * attempts;
        return lost > expected + 3 * Math.sqrt(expected) + 1;
    }

    /** Estimated loss of one way, parts per million, were both ways alike. */
    public int oneWayPpm() {
        return (int) Math.round(1e6 * (1 - Math.sqrt(1 - rate())));
    }

    /** One more than the highest attempt that ever brought an answer; 1 if none did. */
    public int attemptsByHighest() {
        return highestAnswered + 1;
    }

    /**
     * Attempts after which an answering port would have been missed with a chance of {@value #MISS}; 1: no loss seen. Few
     * answers are read as if one more attempt had been lost.
     */
    public int attemptsByRate() {
        if (lost == 0) {
            return 1;
        }
        double likely = telling() ? rate() : (lost + 1.0) / (attempts + 1);
        return (int) Math.ceil(Math.log(MISS) / Math.log(likely));
    }
}
