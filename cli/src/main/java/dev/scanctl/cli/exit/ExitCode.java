package dev.scanctl.cli.exit;

/** What a program of this project says with its exit status. One table for all of them. */
public enum ExitCode {
    DONE(0, "done, clean; or handed over (--detach)"),
    DIFFERENCES(1, "differences or violations found"),
    USAGE(2, "usage, malformed input, unknown segment"),
    UNVERIFIED(3, "could not verify: gaps, cancelled, no agent, name not resolved"),
    UNAUTHENTICATED(4, "not authenticated"),
    NOT_FOUND(5, "not found"),
    REFUSED(6, "refused by scope, policy or role"),
    UNREACHABLE(7, "coordinator unreachable"),
    UNFINISHED(8, "still running or paused when the wait ended"),
    NO_JAVA(69, "no Java 25 (launcher)"),
    INTERNAL(70, "internal error, with what to report"),
    DETACHED(130, "detached");

    private final int code;
    private final String sentence;

    ExitCode(int code, String sentence) {
        this.code = code;
        this.sentence = sentence;
    }

    /** The status, 0 to 255. */
    public int code() {
        return code;
    }

    /** What it means, for people. */
    public String sentence() {
        return sentence;
    }
}
