package dev.scanctl.cli.client;

import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.proto.v1.ImportAnswer;
import dev.scanctl.proto.v1.ImportEnd;
import dev.scanctl.proto.v1.ImportHeader;
import dev.scanctl.proto.v1.ImportHosts;
import dev.scanctl.proto.v1.ImportMessage;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import org.jspecify.annotations.Nullable;

/** An import on its way: hosts go out no faster than they are taken. Closing it before its answer leaves nothing of it. */
public final class Upload implements AutoCloseable {
    private final BlockingClientCall<ImportMessage, ImportAnswer> call;
    private final ScanClient calls;
    private long hosts;
    private boolean open = true;

    Upload(BlockingClientCall<ImportMessage, ImportAnswer> call, ScanClient calls) {
        this.call = call;
        this.calls = calls;
    }

    /** The first message. */
    Upload begin(ImportHeader header) {
        send(ImportMessage.newBuilder().setHeader(header).build());
        return this;
    }

    /** Waits until they can be sent; false once the answer is there, so that no more is wanted. */
    public boolean send(ImportHosts some) {
        hosts += some.getHostsCount();
        return send(ImportMessage.newBuilder().setHosts(some).build());
    }

    private boolean send(ImportMessage message) {
        open = open && guarded(() -> call.write(message));
        return open;
    }

    /** There are no more; waits until all is stored. */
    public ImportAnswer end() {
        send(ImportMessage.newBuilder().setEnd(ImportEnd.newBuilder().setHosts(hosts)).build());
        @Nullable ImportAnswer answer = guarded(() -> {
            if (open) {
                call.halfClose();
            }
            return call.read();
        });
        if (answer == null) {
            throw new Failure(ExitCode.INTERNAL, "the coordinator ended the import without an answer");
        }
        return answer;
    }

    private interface Blocking<R extends @Nullable Object> {
        R run() throws StatusException, InterruptedException;
    }

    private <R extends @Nullable Object> R guarded(Blocking<R> step) {
        return calls.guarded(() -> {
            try {
                return step.run();
            } catch (StatusException e) {
                throw e.getStatus().asRuntimeException(e.getTrailers());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Failure(ExitCode.INTERNAL, "the import was interrupted", e);
            }
        });
    }

    @Override
    public void close() {
        call.cancel("the import is over", null);
    }
}
