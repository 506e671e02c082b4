package dev.scanctl.coordinator.rpc.guard;

import dev.scanctl.coordinator.audit.AuditUnavailable;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/** A call whose first message is put on record before it is passed on, and whose end is told to its record. */
final class RecordedCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final CallRecord record;

    RecordedCall(ServerCall<Q, A> call, CallRecord record) {
        super(call);
        this.record = record;
    }

    @Override
    public void close(Status status, Metadata trailers) {
        record.ends(status);
        super.close(status, trailers);
    }

    ServerCall.Listener<Q> listening(ServerCall.Listener<Q> behind) {
        return new SimpleForwardingServerCallListener<>(behind) {
            private boolean refused;

            @Override
            public void onMessage(Q message) {
                try {
                    record.begins(message);
                } catch (AuditUnavailable e) {
                    refused = true;
                    Status status = Status.UNAVAILABLE.withDescription(e.getMessage() + ": nothing was done");
                    RecordedCall.super.close(status, new Metadata());
                    return;
                }
                super.onMessage(message);
            }

            @Override
            public void onHalfClose() {
                if (!refused) {
                    super.onHalfClose();
                }
            }
        };
    }
}
