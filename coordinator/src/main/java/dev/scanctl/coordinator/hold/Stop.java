package dev.scanctl.coordinator.hold;

/**
 * Whether all probing is stopped.
 *
 * @param sinceMs coordinator's clock, milliseconds since 1970; 0: it is not
 * @param by who stopped it, as on record; empty: it is not known
 * @param reason for whoever asks why nothing moves; empty: not given
 */
public record Stop(long sinceMs, String by, String reason) {
    public static final Stop CLEAR = new Stop(0, "", "");

    public boolean stopped() {
        return sinceMs != 0;
    }

    /** Why nothing moves. */
    String sentence() {
        return "All probing is stopped" + (by.isEmpty() ? "" : " by " + by) + (reason.isEmpty() ? "" : ": " + reason)
                + "; 'scanctl stop --clear' lets it go on.";
    }
}
