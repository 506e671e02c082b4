package dev.scanctl.cli.client;

import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import io.grpc.Context.CancellableContext;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
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

    /** Waits until the first answer or the end of the stream is there, so that a refused call fails here. */
    Answers<T> begun() {
        try {
            guard.guarded(answers::hasNext);
            return this;
        } catch (RuntimeException e) {
            if (closed) {
                return this;
            }
            call.cancel(null);
            throw e;
        }
    }

    /**
     * Gives each answer on, up to the end of the stream or until closed. A coordinator that goes away after the first
     * answer is a failure that says so: what was given on is not all.
     *
     * @return the last answer
     */
    public Optional<T> each(Consumer<T> use) {
        Optional<T> last = Optional.empty();
        for (Optional<T> answer = next(); answer.isPresent(); answer = another()) {
            use.accept(answer.get());
            last = answer;
        }
        return last;
    }

    private Optional<T> another() {
        try {
            return next();
        } catch (Failure failure) {
            throw failure.exitCode() == ExitCode.UNREACHABLE
                    ? new Failure(ExitCode.UNREACHABLE, "the list is cut short: " + failure.sentence(), failure)
                    : failure;
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
