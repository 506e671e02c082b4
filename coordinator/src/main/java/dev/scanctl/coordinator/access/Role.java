package dev.scanctl.coordinator.access;

import java.util.Locale;

/** What a caller is allowed in general. A caller may have several. */
public enum Role {
    /** Reads scans and results. */
    VIEWER,
    /** Submits scans, and steers them, besides reading. */
    OPERATOR,
    /** Decides who may do what, and what is kept, besides operating. */
    ADMIN,
    /** Reads what was done, not what was found. */
    AUDITOR,
    /** Executes units of one segment, and nothing else. */
    AGENT,
    /** An agent whose certificate has ended not long ago: gets another, and nothing else. */
    LAPSED,
    /** Has proved nothing. */
    STRANGER;

    /** As people write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
