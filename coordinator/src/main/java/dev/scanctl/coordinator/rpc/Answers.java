package dev.scanctl.coordinator.rpc;

import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/** How calls are answered: with what the work gives, or with what {@link ErrorMapping} makes of its failure. */
final class Answers {
    /** Work that sends its answers one by one, on a thread of its own. */
    interface Streaming<T> {
        void run(Outflow<T> out) throws Exception;
    }

    private Answers() {}

    /** One answer. A caller who has gone meanwhile is not told, and the work stands. */
    static <T> void once(StreamObserver<T> caller, Supplier<T> work) {
        ((ServerCallStreamObserver<T>) caller).setOnCancelHandler(() -> {});
        T answer;
        try {
            answer = work.get();
        } catch (RuntimeException | Error e) {
            caller.onError(ErrorMapping.of(e));
            return;
        }
        caller.onNext(answer);
        caller.onCompleted();
    }

    static <T> void stream(String name, StreamObserver<T> caller, Streaming<T> work) {
        Outflow<T> out = new Outflow<>(caller);
        Thread.ofVirtual().name(name).start(Context.current().wrap(() -> run(out, work)));
    }

    private static <T> void run(Outflow<T> out, Streaming<T> work) {
        try {
            work.run(out);
            out.complete();
        } catch (Exception | Error e) {
            out.fail(ErrorMapping.of(e));
        }
    }
}
