package dev.scanctl.wire;

/** What became of one planned port. Numbers are those of {@code scan.v1.PortState} and stand in encoded runs. */
public enum PortState {
    /** Something accepts connections or answers datagrams. */
    OPEN(1, "open"),
    /** The host answers, and nothing listens. */
    CLOSED(2, "closed"),
    /** The path rejects or swallows probes. */
    FILTERED(3, "filtered"),
    /** Silence that an open UDP port and a dropping filter share. */
    OPEN_FILTERED(4, "open|filtered"),
    /** A fault of the agent's own machine; no observation of the target. */
    UNKNOWN(5, "unknown"),
    /** No probe was sent. */
    NOT_PROBED(6, "not-probed");

    private static final PortState[] BY_NUMBER = {OPEN, CLOSED, FILTERED, OPEN_FILTERED, UNKNOWN, NOT_PROBED};

    private final int number;
    private final String label;

    PortState(int number, String label) {
        this.number = number;
        this.label = label;
    }

    /** The number on the wire and in the store, 1 to 6. */
    public int number() {
        return number;
    }

    /** The name people read and write. */
    public String label() {
        return label;
    }

    /** Whether this state says something about the target, as opposed to our own side. */
    public boolean observed() {
        return this != UNKNOWN && this != NOT_PROBED;
    }

    /** Whether attempts that disagree end in this state rather than the other: open, closed, filtered, unknown. */
    public boolean beats(PortState other) {
        return number < other.number;
    }

    /** The state of a wire number; an unknown number is an {@link IllegalArgumentException}. */
    public static PortState of(int number) {
        if (number < 1 || number > BY_NUMBER.length) {
            throw new IllegalArgumentException("no port state has number " + number);
        }
        return BY_NUMBER[number - 1];
    }
}
