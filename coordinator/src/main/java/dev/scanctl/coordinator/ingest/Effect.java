package dev.scanctl.coordinator.ingest;

/** What a result changed in the store about its unit. */
public enum Effect {
    /** Nothing. */
    NONE,
    /** Some hosts were committed; the lease goes on. */
    PARTIAL,
    /** The unit is done. */
    DONE,
    /** The result could not be trusted; the unit is pending again, to be run once more. */
    RETURNED
}
