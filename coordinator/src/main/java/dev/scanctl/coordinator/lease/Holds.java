package dev.scanctl.coordinator.lease;

import java.util.Optional;

/**
 * What keeps scans from being probed for a while, such as the hour of the day. Asked by the lease desk's thread for every scan
 * several times a second; must not wait.
 */
public interface Holds {
    /** Nothing does. */
    Holds NONE = terms -> Optional.empty();

    /** What keeps this scan back now; empty: nothing. */
    Optional<Hold> on(ScanTerms terms);
}
