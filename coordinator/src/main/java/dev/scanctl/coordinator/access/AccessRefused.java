package dev.scanctl.coordinator.access;

/** A decision about identities or tokens is not made; the message is one sentence for the one who asked. */
public final class AccessRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What it is refused for. */
    public enum Cause {
        MALFORMED,
        NOT_FOUND,
        NOT_NOW,
        /** The one who asks may not have it. */
        DENIED
    }

    private final Cause cause;

    public AccessRefused(Cause cause, String sentence) {
        super(sentence);
        this.cause = cause;
    }

    public Cause why() {
        return cause;
    }
}
