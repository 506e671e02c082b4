package dev.scanctl.coordinator.store;

/** Which queue a write waits in. Everything in the first is done before anything in the second. */
public enum Lane {
    /** Small writes that somebody waits for: leases, states of scans, agents. */
    CONTROL,
    /** Results and deletions: many rows, at most some thousands a work. */
    BULK
}
