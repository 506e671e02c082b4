package dev.scanctl.agent.probe;

/**
 * Whether a host that answered earlier still does, asked at the end by repeating a question that it answered before. Silence
 * that came after its last sign of life proves nothing of the ports if the host itself is gone.
 */
final class Vitals {
    /** Silent ports since its last answer that make it worth the question. */
    private static final int SUSPICIOUS = 8;
    /** Questions in vain, a second apart, after which it is given up. */
    private static final int QUESTIONS = 3;

    private static final long QUESTION_DISTANCE_NANOS = 1_000_000_000L;

    static final int NONE = -1;

    private long heardNanos = Long.MIN_VALUE / 2;
    private int control = NONE;
    private boolean controlClosed;
    private int questions;
    private int silentSince;

    /** It answered this probe; closed ports are preferred, since asking them again opens nothing. */
    void answered(int probe, boolean closed, long nowNanos) {
        heardNanos = nowNanos;
        questions = 0;
        if (control == NONE || closed || !controlClosed) {
            control = probe;
            controlClosed = closed;
        }
    }

    /** Whether this is the probe whose answer is known already and which is asked as a question only. */
    boolean isControl(int probe) {
        return probe == control;
    }

    /** Begins to look at the host's silences. */
    void beginLook() {
        silentSince = 0;
    }

    /** One of its silent ports, last asked then. */
    void silence(long lastSentNanos) {
        silentSince += isSince(lastSentNanos) ? 1 : 0;
    }

    /** Whether a port asked then was asked after the last sign of life. */
    boolean isSince(long lastSentNanos) {
        return lastSentNanos > heardNanos;
    }

    /** The probe to repeat before the silences can stand; {@link #NONE}: none. */
    int takeQuestion() {
        if (control == NONE || silentSince < SUSPICIOUS || questions >= QUESTIONS) {
            return NONE;
        }
        questions++;
        return control;
    }

    /** How long the question just taken is to wait: the first not at all, others for a second. */
    long delayNanos() {
        return questions <= 1 ? 0 : QUESTION_DISTANCE_NANOS;
    }

    /** Whether it stopped answering. */
    boolean gone() {
        return control != NONE && silentSince >= SUSPICIOUS && questions >= QUESTIONS;
    }
}
