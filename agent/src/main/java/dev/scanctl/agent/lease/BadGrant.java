package dev.scanctl.agent.lease;

import dev.scanctl.proto.v1.Reason;

/** A granted unit that this agent cannot take; its message is the sentence that goes back with it. */
final class BadGrant extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    private BadGrant(Reason reason, String sentence) {
        super(sentence);
        this.reason = reason;
    }

    static BadGrant malformed(String what) {
        return new BadGrant(Reason.REASON_LOCAL_OTHER, "the grant is malformed: " + what);
    }

    static BadGrant unsupported(String what) {
        return new BadGrant(Reason.REASON_LOCAL_OTHER, "this agent cannot do it: " + what);
    }

    /** The link that the unit names cannot be used here. */
    static BadGrant noLink(String what) {
        return new BadGrant(Reason.REASON_LOCAL_LINK, what);
    }

    /** Nobody's fault: the coordinator may grant what is left of it at once. */
    static BadGrant overtaken(String what) {
        return new BadGrant(Reason.REASON_UNSPECIFIED, what);
    }

    Reason reason() {
        return reason;
    }

    /** What the coordinator and its operator read. */
    String sentence() {
        return String.valueOf(getMessage());
    }
}
