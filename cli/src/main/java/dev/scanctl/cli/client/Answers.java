package dev.scanctl.cli.client;

import io.grpc.Context.CancellableContext;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Supplier;

/** The answers of a streaming call, one by one. Closing, from any thread, cancels what is left of it. */
public final class Answers<T> implements AutoCloseable {
    private final CancellableContext call;
    private final Guard guard;
    private final Iterator<T> answers;
    private volatile boolean closed;

    Answers(CancellableContext call, Guard guard, Iterator<T> answers) {
        this.call = call;
        this.guard = guard;
        this.answers = answers;
    }

    /** How refused calls become failures. */
    interface Guard {
        <R> R guarded(Supplier<R> call);
    }

    /** The next answer; empty at the end of the stream or once closed. Blocks. */
    public Optional<T> next() {
        try {
            return guard.guarded(() -> answers.hasNext() ? Optional.of(answers.next()) : Optional.empty());
        } catch (RuntimeException e) {
            if (closed) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The next answer, where one must come. */
    public T require() {
        return next().orElseThrow(NoSuchElementException::new);
    }

    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        call.cancel(null);
    }
}
