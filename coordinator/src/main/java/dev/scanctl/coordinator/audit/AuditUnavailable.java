package dev.scanctl.coordinator.audit;

/** A record could not be written, so that what it tells of must not be done. */
public final class AuditUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public AuditUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
