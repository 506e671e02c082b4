package dev.scanctl.coordinator.audit;

/**
 * One thing to be told of. No part of it may hold a secret.
 *
 * @param actor who did it, such as {@code operator:alice}, {@code agent:edge-7} or {@code stranger}
 * @param source the numeric address it came from, or {@code local}
 * @param call what was called, such as {@code ScanService/Submit}
 * @param event how far it came
 * @param what details for people: the scan, its targets, why it was refused; may be empty
 */
public record AuditEntry(String actor, String source, String call, Event event, String what) {
    /** Longer details are cut: the record is to tell what happened, not to hold target lists. */
    private static final int MAX_WHAT = 2_000;

    public AuditEntry {
        what = what.length() <= MAX_WHAT ? what : what.substring(0, MAX_WHAT) + "... (cut)";
    }

    /** How far a call came. */
    public enum Event {
        /** A change was asked for and is about to be made. */
        ASKED,
        /** Results are about to be read. */
        READ,
        /** It was refused, and nothing changed. */
        REFUSED,
        /** The log itself, or the coordinator without a call. */
        NOTE;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
