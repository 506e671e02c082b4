package dev.scanctl.wire;

/** What the status of a refused call does not tell by its code: the value of a trailer of the call. */
public enum RefusalCause {
    /** A well-formed host name has no address at the coordinator: nothing could be looked at. */
    NAME_NOT_RESOLVED("name-not-resolved"),
    /** The results that were asked for have been removed to save space. */
    RESULTS_PRUNED("results-pruned");

    /** Key of the trailer; its value is ASCII text. */
    public static final String TRAILER = "scanctl-cause";

    private final String label;

    RefusalCause(String label) {
        this.label = label;
    }

    /** The trailer's value. */
    public String label() {
        return label;
    }
}
