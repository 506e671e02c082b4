package dev.scanctl.coordinator.ingest;

/** A result is malformed or contradicts the plan. The message goes to the agent's log. */
final class RefusedResult extends RuntimeException {

    RefusedResult(String detail) {
        super(detail, null, false, false);
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
