package dev.scanctl.agent.probe.measure;

/**
 * A question that a host answered before, repeated at the end. Whether it is answered still tells whether the host is there:
 * silence that came after its last sign of life proves nothing of its ports if it is gone. How often it is not answered tells
 * how much the path loses, of a host that answered too little else to show it.
 */
public final class Vitals {
    /** Silent ports since its last answer that make it worth the question. */
    private static final int SUSPICIOUS = 8;
    /** Questions in vain, a second apart, after which it is given up; more where loss is seen. */
    private static final int QUESTIONS = 5;
    /** Questions about loss in all: enough for {@link LossEstimate#plenty} and some that are lost. */
    private static final int SAMPLES = 80;

    private static final long QUESTION_DISTANCE_NANOS = 1_000_000_000L;

    public static final int NONE = -1;

    private long heardNanos = Long.MIN_VALUE / 2;
    private int control = NONE;
    private boolean controlClosed;
    /** Since its last answer. */
    private int questions;
    private int samples;
    private int silent;
    private int silentSince;

    /** It answered this probe; closed ports are preferred, since asking them again opens nothing. */
    public void answered(int probe, boolean closed, long nowNanos) {
        heardNanos = nowNanos;
        questions = 0;
        if (control == NONE || closed || !controlClosed) {
            control = probe;
            controlClosed = closed;
        }
    }

    /** Whether this is the probe whose answer is known already and which is asked as a question only. */
    public boolean isControl(int probe) {
        return probe == control;
    }

    /** Begins to look at the host's silences. */
    public void beginLook() {
        silent = 0;
        silentSince = 0;
    }

    /** One of its silent ports, last asked then. */
    public void silence(long lastSentNanos) {
        silent++;
        silentSince += isSince(lastSentNanos) ? 1 : 0;
    }

    /** Whether a port asked then was asked after the last sign of life. */
    public boolean isSince(long lastSentNanos) {
        return lastSentNanos > heardNanos;
    }

    /**
     * The probe to repeat before the silences can stand; {@link #NONE}: none.
     *
     * @param attemptsByLoss attempts in vain that loss may explain
     */
    public int takeQuestion(int attemptsByLoss) {
        if (control == NONE || silentSince < SUSPICIOUS || questions >= Math.max(QUESTIONS, attemptsByLoss)) {
            return NONE;
        }
        questions++;
        return control;
    }

    /** The probe to repeat to learn of loss; {@link #NONE}: none, no silence depends on it or it was asked enough. */
    public int takeSample() {
        if (control == NONE || silent == 0 || samples >= SAMPLES) {
            return NONE;
        }
        samples++;
        questions++;
        return control;
    }

    /** Questions in vain before the one that was just answered. */
    public int questionsInVain() {
        return Math.max(0, questions - 1);
    }

    /** How long the question just taken is to wait: the first not at all, others for a second. */
    public long delayNanos() {
        return questions <= 1 ? 0 : QUESTION_DISTANCE_NANOS;
    }

    /**
     * Whether it stopped answering.
     *
     * @param attemptsByLoss attempts in vain that loss may explain
     */
    public boolean gone(int attemptsByLoss) {
        return control != NONE && silentSince >= SUSPICIOUS && questions >= Math.max(QUESTIONS, attemptsByLoss);
    }
}
