package dev.scanctl.coordinator.access;

/** What a call does, and with that how it goes on record. */
public enum Effect {
    /** Reads what is no result; on record only when it is refused. */
    LOOKS,
    /** Reads results; on record once a call, before the first is given out. */
    READS,
    /** Changes state; on record before it does. */
    CHANGES,
    /** Must work whatever happens, so that its record may come after it. */
    AT_ONCE
}
