package dev.scanctl.coordinator.audit;

/** Where calls are put on record. May be used by any thread. */
public interface Audit {
    /**
     * Returns when the record is on the disk, so that what it tells of may be done.
     *
     * @throws AuditUnavailable if it cannot be written; then nothing may be done
     */
    void record(AuditEntry entry);

    /** Puts on record as soon as that can be done, and waits for nothing: for what must be done whatever happens. */
    void later(AuditEntry entry);
}
