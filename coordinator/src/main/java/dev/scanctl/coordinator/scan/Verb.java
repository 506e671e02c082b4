package dev.scanctl.coordinator.scan;

import dev.scanctl.proto.v1.ScanState;
import java.util.EnumSet;
import java.util.Set;

/** What an operator can do to a scan, and in which of its states. */
enum Verb {
    PAUSE("paused", EnumSet.of(ScanState.SCAN_STATE_RUNNING), ScanState.SCAN_STATE_PAUSED),
    RESUME("resumed", EnumSet.of(ScanState.SCAN_STATE_PAUSED), ScanState.SCAN_STATE_RUNNING),
    CANCEL(
            "cancelled",
            EnumSet.of(ScanState.SCAN_STATE_RUNNING, ScanState.SCAN_STATE_PAUSED),
            ScanState.SCAN_STATE_CANCELLED),
    EDIT(
            "edited (but for its name and reason)",
            EnumSet.of(ScanState.SCAN_STATE_RUNNING, ScanState.SCAN_STATE_PAUSED),
            ScanState.SCAN_STATE_UNSPECIFIED),
    RETRY(
            "retried",
            EnumSet.of(
                    ScanState.SCAN_STATE_RUNNING,
                    ScanState.SCAN_STATE_PAUSED,
                    ScanState.SCAN_STATE_COMPLETED_WITH_GAPS),
            ScanState.SCAN_STATE_UNSPECIFIED),
    DELETE(
            "deleted",
            EnumSet.of(
                    ScanState.SCAN_STATE_COMPLETED,
                    ScanState.SCAN_STATE_COMPLETED_WITH_GAPS,
                    ScanState.SCAN_STATE_CANCELLED),
            ScanState.SCAN_STATE_UNSPECIFIED);

    private final String done;
    private final Set<ScanState> allowed;
    private final ScanState goal;

    Verb(String done, Set<ScanState> allowed, ScanState goal) {
        this.done = done;
        this.allowed = allowed;
        this.goal = goal;
    }

    /** Whether the scan already is what the verb would make of it: nothing to do, nothing to refuse. */
    boolean alreadyDone(ScanState state) {
        return state == goal;
    }

    /** The state the verb leads to; unspecified: it stays, or the scan is gone. */
    ScanState goal() {
        return goal;
    }

    /** Refuses with a sentence that says what state the scan is in and what can be done. */
    void require(String scan, ScanState state) {
        if (!allowed.contains(state)) {
            throw ScanRefused.notNow(scan + " is " + word(state) + " and cannot be " + done + "; " + advice(state));
        }
    }

    private String advice(ScanState state) {
        return switch (state) {
            case SCAN_STATE_RUNNING -> this == DELETE ? "cancel it first" : "it can be paused, edited or cancelled";
            case SCAN_STATE_PAUSED -> this == DELETE ? "cancel it first" : "it can be resumed, edited or cancelled";
            case SCAN_STATE_COMPLETED ->
                this == RETRY ? "it has no gaps to fill" : "submit with --like repeats it, delete removes it";
            case SCAN_STATE_COMPLETED_WITH_GAPS ->
                "retry fills its gaps, submit with --like repeats it, delete removes it";
            case SCAN_STATE_CANCELLED -> "submit with --like repeats it, delete removes it";
            case SCAN_STATE_UNSPECIFIED, UNRECOGNIZED -> "its state is not known here";
        };
    }

    /** Whether a scan has ended, as opposed to running or being paused. */
    static boolean ended(ScanState state) {
        return state != ScanState.SCAN_STATE_RUNNING && state != ScanState.SCAN_STATE_PAUSED;
    }

    /** The word for a state. */
    static String word(ScanState state) {
        return switch (state) {
            case SCAN_STATE_RUNNING -> "running";
            case SCAN_STATE_PAUSED -> "paused";
            case SCAN_STATE_COMPLETED -> "completed";
            case SCAN_STATE_COMPLETED_WITH_GAPS -> "completed with gaps";
            case SCAN_STATE_CANCELLED -> "cancelled";
            case SCAN_STATE_UNSPECIFIED, UNRECOGNIZED -> "in an unknown state";
        };
    }
}
