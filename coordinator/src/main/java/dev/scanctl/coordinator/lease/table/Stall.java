package dev.scanctl.coordinator.lease.table;

/** Why nothing of a scan could be handed out in a segment when that was last tried. */
enum Stall {
    NONE,
    /** No unit waits: all are leased. */
    ALL_LEASED,
    RATE_CAP,
    HOST_CAP,
    BACKED_OFF,
    /** What is left asks for something that the agents asked cannot do. */
    UNABLE
}
