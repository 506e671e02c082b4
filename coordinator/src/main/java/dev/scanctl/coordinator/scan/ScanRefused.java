package dev.scanctl.coordinator.scan;

/** What an operator asked cannot be done; the message is the one sentence shown. */
public final class ScanRefused extends RuntimeException {
    /** Why, as far as a program needs to know. */
    public enum Cause {
        /** The request itself is wrong. */
        MALFORMED,
        /** There is no such scan. */
        NOT_FOUND,
        /** The scan's state, or a missing confirmation, does not allow it. */
        NOT_NOW,
        /** The coordinator has as many of these as it takes. */
        TOO_MANY,
        /** The coordinator is about to end. */
        STOPPING
    }

    private static final long serialVersionUID = 1L;

    private final Cause why;

    private ScanRefused(Cause why, String sentence) {
        super(sentence);
        this.why = why;
    }

    public static ScanRefused malformed(String sentence) {
        return new ScanRefused(Cause.MALFORMED, sentence);
    }

    public static ScanRefused notFound(String sentence) {
        return new ScanRefused(Cause.NOT_FOUND, sentence);
    }

    public static ScanRefused notNow(String sentence) {
        return new ScanRefused(Cause.NOT_NOW, sentence);
    }

    public static ScanRefused tooMany(String sentence) {
        return new ScanRefused(Cause.TOO_MANY, sentence);
    }

    static ScanRefused stopping() {
        return new ScanRefused(Cause.STOPPING, "the coordinator is stopping; scans go on when it is back");
    }

    public Cause why() {
        return why;
    }
}
