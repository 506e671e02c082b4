package dev.scanctl.cli.client;

import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.wire.RefusalCause;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Objects;

/** What the status of a refused call means to the operator: the one table of it. */
final class Refusals {
    private static final Metadata.Key<String> CAUSE =
            Metadata.Key.of(RefusalCause.TRAILER, Metadata.ASCII_STRING_MARSHALLER);

    private Refusals() {}

    static Failure of(StatusRuntimeException e, String coordinator, String advice) {
        Status status = e.getStatus();
        String sentence = status.getDescription() == null ? status.getCode().name() : status.getDescription();
        return switch (status.getCode()) {
            case INVALID_ARGUMENT ->
                new Failure(is(e, RefusalCause.NAME_NOT_RESOLVED) ? ExitCode.UNVERIFIED : ExitCode.USAGE, sentence, e);
            case FAILED_PRECONDITION ->
                new Failure(is(e, RefusalCause.RESULTS_PRUNED) ? ExitCode.UNVERIFIED : ExitCode.USAGE, sentence, e);
            case OUT_OF_RANGE, ALREADY_EXISTS, ABORTED ->
                new Failure(ExitCode.USAGE, sentence, e);
            case RESOURCE_EXHAUSTED -> new Failure(ExitCode.USAGE, "the coordinator takes no more: " + sentence, e);
            case NOT_FOUND -> new Failure(ExitCode.NOT_FOUND, sentence, e);
            case UNAUTHENTICATED -> new Failure(ExitCode.UNAUTHENTICATED, sentence, e);
            case PERMISSION_DENIED -> new Failure(ExitCode.REFUSED, sentence, e);
            // A coordinator that ends resets the calls it has not answered: we ourselves never cancel one we wait for.
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> unreachable(e, coordinator, advice);
            case UNIMPLEMENTED -> new Failure(ExitCode.USAGE,
                    "the coordinator at " + coordinator + " does not know this call: it is of another version, or not a "
                            + "coordinator at all", e);
            case UNKNOWN, INTERNAL, DATA_LOSS, OK -> new Failure(ExitCode.INTERNAL,
                    "the coordinator at " + coordinator + " failed: " + sentence
                            + "; please report this sentence with the coordinator's log", e);
        };
    }

    private static boolean is(StatusRuntimeException e, RefusalCause cause) {
        Metadata trailers = e.getTrailers();
        return trailers != null && cause.label().equals(trailers.get(CAUSE));
    }

    private static Failure unreachable(StatusRuntimeException e, String coordinator, String advice) {
        return new Failure(ExitCode.UNREACHABLE,
                "cannot reach the coordinator at " + coordinator + " (" + why(e) + "): " + advice, e);
    }

    private static String why(StatusRuntimeException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof UnresolvedAddressException) {
            return "the host's name does not resolve";
        }
        String text = cause instanceof StatusRuntimeException s
                ? String.valueOf(s.getStatus().getDescription())
                : Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
        return text.lines().findFirst().orElse("no answer");
    }
}
