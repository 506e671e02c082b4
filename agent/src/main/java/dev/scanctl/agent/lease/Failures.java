package dev.scanctl.agent.lease;

import io.grpc.Status;

/** A broken call in words for a log. */
final class Failures {
    private Failures() {}

    /** The status, its description, and where they say too little the innermost cause. */
    static String sentence(Throwable failure) {
        Status status = Status.fromThrowable(failure);
        String description = status.getDescription();
        String root = rootMessage(status.getCause());
        StringBuilder text = new StringBuilder(status.getCode().name());
        if (description != null) {
            text.append(": ").append(description);
        }
        if (!root.isEmpty() && text.indexOf(root) < 0) {
            text.append(": ").append(root);
        }
        return text.toString().lines().findFirst().orElse("");
    }

    private static String rootMessage(@org.jspecify.annotations.Nullable Throwable cause) {
        Throwable root = cause;
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        return root == null || root.getMessage() == null ? "" : root.getMessage();
    }
}
