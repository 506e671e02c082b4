package dev.scanctl.coordinator.rpc;

import dev.scanctl.coordinator.scan.Import;
import dev.scanctl.coordinator.scan.Imports;
import dev.scanctl.coordinator.scan.ScanRefused;
import dev.scanctl.proto.v1.ImportAnswer;
import dev.scanctl.proto.v1.ImportHeader;
import dev.scanctl.proto.v1.ImportMessage;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call. gRPC calls it from one thread at a time, and asks for a message once the one before is taken: what waits for the
 * store holds its client up.
 */
final class ImportCall implements StreamObserver<ImportMessage> {
    private static final Logger LOG = System.getLogger(ImportCall.class.getName());

    private final Imports imports;
    private final ServerCallStreamObserver<ImportAnswer> caller;
    private @Nullable Import present;
    private boolean over;

    ImportCall(Imports imports, ServerCallStreamObserver<ImportAnswer> caller) {
        this.imports = imports;
        this.caller = caller;
        caller.setOnCancelHandler(this::abandon);
    }

    @Override
    public void onNext(ImportMessage message) {
        if (over) {
            return;
        }
        try {
            take(message);
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void take(ImportMessage message) {
        Import begun = present;
        switch (message.getBodyCase()) {
            case HEADER -> begin(begun, message.getHeader());
            case HOSTS -> required(begun).add(message.getHosts());
            case END -> answer(required(begun).end(message.getEnd()));
            case BODY_NOT_SET -> throw ScanRefused.malformed("a message of an import says nothing that is known here");
        }
    }

    private void begin(@Nullable Import begun, ImportHeader header) {
        if (begun != null) {
            throw ScanRefused.malformed("an import has one header");
        }
        Optional<ImportAnswer> before = imports.before(header);
        if (before.isPresent()) {
            answer(before.get());
        } else {
            present = imports.begin(header);
        }
    }

    private static Import required(@Nullable Import begun) {
        if (begun == null) {
            throw ScanRefused.malformed("an import begins with its header");
        }
        return begun;
    }

    private void answer(ImportAnswer answer) {
        over = true;
        present = null;
        if (!caller.isCancelled()) {
            caller.onNext(answer);
            caller.onCompleted();
        }
    }

    private void fail(Throwable why) {
        over = true;
        abandon();
        if (!caller.isCancelled()) {
            caller.onError(ErrorMapping.of(why));
        }
    }

    /** What was stored of it goes. */
    private void abandon() {
        Import left = present;
        present = null;
        over = true;
        if (left != null) {
            try {
                left.abandon();
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "What was stored of an import could not be removed; it stands as a cancelled scan.", e);
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        abandon();
    }

    @Override
    public void onCompleted() {
        if (!over) {
            fail(ScanRefused.malformed("the import ended before its last host"));
        }
    }
}
