package dev.scanctl.cli.command.keep;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A session that a thread of its own opens while there is other work to do: a coordinator that has to start for it takes a second
 * or two. Owned by one thread.
 */
final class SessionAhead implements AutoCloseable {
    private final Supplier<Session> open;
    private @Nullable CompletableFuture<Session> opening;

    SessionAhead(Supplier<Session> open) {
        this.open = open;
    }

    /** It is going to be needed; {@link Failure} as soon as it is known that there will be none. Called as often as one likes. */
    void begin() {
        CompletableFuture<Session> begun = begun();
        if (begun.isCompletedExceptionally()) {
            join(begun);
        }
    }

    private CompletableFuture<Session> begun() {
        CompletableFuture<Session> begun = opening == null ? CompletableFuture.supplyAsync(open, SessionAhead::run) : opening;
        opening = begun;
        return begun;
    }

    private static void run(Runnable work) {
        Thread.ofPlatform().daemon().name("session-opener").start(work);
    }

    /** Waits for it, or {@link Failure}. */
    Session get() {
        boolean ahead = opening != null;
        Session session = join(begun());
        // It may have been there for long: whoever served it may have ended meanwhile.
        if (ahead && session.movable()) {
            session.ask(client -> client.serverInfo());
        }
        return session;
    }

    private static Session join(CompletableFuture<Session> begun) {
        try {
            return begun.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof Failure failure
                    ? failure
                    : new Failure(ExitCode.INTERNAL, "no session could be opened: " + e.getMessage(), e);
        }
    }

    /** Waits until it is open, and closes it. */
    @Override
    public void close() {
        if (opening != null && !opening.handle((session, failure) -> failure != null).join()) {
            opening.join().close();
        }
    }
}
