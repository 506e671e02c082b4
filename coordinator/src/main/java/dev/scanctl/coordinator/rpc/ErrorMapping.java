package dev.scanctl.coordinator.rpc;

import dev.scanctl.coordinator.access.AccessRefused;
import dev.scanctl.coordinator.audit.AuditUnavailable;
import dev.scanctl.coordinator.backup.BackupRefused;
import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.notes.NoSuchNote;
import dev.scanctl.coordinator.query.NoSuchScan;
import dev.scanctl.coordinator.query.ScanPruned;
import dev.scanctl.coordinator.scan.ScanRefused;
import dev.scanctl.coordinator.store.StoreException;
import dev.scanctl.wire.RefusalCause;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HexFormat;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;

/** The one place where failures become gRPC codes. The description is the sentence that an operator reads. */
public final class ErrorMapping {
    private static final Logger LOG = System.getLogger(ErrorMapping.class.getName());

    private static final Metadata.Key<String> CAUSE =
            Metadata.Key.of(RefusalCause.TRAILER, Metadata.ASCII_STRING_MARSHALLER);

    private ErrorMapping() {}

    /** What the caller is told of a failure; what nobody foresaw goes to the log, and the caller learns where. */
    public static StatusRuntimeException of(Throwable failure) {
        return switch (failure) {
            case CompletionException e when e.getCause() != null -> of(e.getCause());
            case ExecutionException e when e.getCause() != null -> of(e.getCause());
            case StatusRuntimeException e -> e;
            case BadInput e -> malformed(e);
            case AccessRefused e -> code(e.why()).withDescription(e.getMessage()).asRuntimeException();
            case AuditUnavailable e -> Status.UNAVAILABLE.withDescription(e.getMessage()).asRuntimeException();
            case ScanRefused e -> code(e.why()).withDescription(e.getMessage()).asRuntimeException();
            case NoSuchScan e -> Status.NOT_FOUND.withDescription(e.getMessage()).asRuntimeException();
            case ScanPruned e -> pruned(e);
            case NoSuchNote e -> Status.NOT_FOUND.withDescription(e.getMessage()).asRuntimeException();
            case BackupRefused e ->
                Status.FAILED_PRECONDITION.withDescription(e.getMessage()).asRuntimeException();
            case StoreException e -> unavailable(e).asRuntimeException();
            case CancellationException _ ->
                Status.CANCELLED.withDescription("the call was cancelled").asRuntimeException();
            case InterruptedException _ ->
                Status.UNAVAILABLE.withDescription("the coordinator is stopping").asRuntimeException();
            default -> internal(failure).asRuntimeException();
        };
    }

    private static StatusRuntimeException malformed(BadInput failure) {
        Metadata trailers = new Metadata();
        if (failure.unresolved()) {
            trailers.put(CAUSE, RefusalCause.NAME_NOT_RESOLVED.label());
        }
        return Status.INVALID_ARGUMENT.withDescription(failure.getMessage()).asRuntimeException(trailers);
    }

    private static StatusRuntimeException pruned(ScanPruned failure) {
        Metadata trailers = new Metadata();
        trailers.put(CAUSE, RefusalCause.RESULTS_PRUNED.label());
        return Status.FAILED_PRECONDITION.withDescription(failure.getMessage()).asRuntimeException(trailers);
    }

    private static Status code(ScanRefused.Cause why) {
        return switch (why) {
            case MALFORMED -> Status.INVALID_ARGUMENT;
            case NOT_FOUND -> Status.NOT_FOUND;
            case NOT_NOW -> Status.FAILED_PRECONDITION;
            case TOO_MANY -> Status.RESOURCE_EXHAUSTED;
            case STOPPING -> Status.UNAVAILABLE;
        };
    }

    private static Status code(AccessRefused.Cause why) {
        return switch (why) {
            case MALFORMED -> Status.INVALID_ARGUMENT;
            case NOT_FOUND -> Status.NOT_FOUND;
            case NOT_NOW -> Status.FAILED_PRECONDITION;
            case DENIED -> Status.PERMISSION_DENIED;
        };
    }

    /** The store's sentences name files of the coordinator's machine, which are for its log. */
    private static Status unavailable(StoreException failure) {
        String id = logged("The store failed during a call", failure);
        return Status.UNAVAILABLE.withDescription("the coordinator's store failed, see its log (id " + id + ")");
    }

    private static Status internal(Throwable failure) {
        String id = logged("A call failed in a way nobody foresaw", failure);
        return Status.INTERNAL.withDescription("internal error, see the coordinator's log (id " + id + ")");
    }

    private static String logged(String what, Throwable failure) {
        String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        LOG.log(Level.ERROR, what + " (id " + id + ").", failure);
        return id;
    }
}
