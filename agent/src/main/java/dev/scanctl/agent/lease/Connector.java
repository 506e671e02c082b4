package dev.scanctl.agent.lease;

import dev.scanctl.proto.v1.AgentServiceGrpc;
import dev.scanctl.proto.v1.Hello;
import io.grpc.ManagedChannel;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the agent in a session, for ever: dials, and when a session ends dials again after a pause. Each attempt has a
 * channel of its own, so that no channel's own back-off stands in the way. Owned by the control thread.
 */
public final class Connector {
    private static final Logger LOG = System.getLogger(Connector.class.getName());
    /** A session that lived this long after its Welcome was no accident. */
    private static final long STABLE_NANOS = Duration.ofSeconds(10).toNanos();
    /** However long a coordinator asks for calm, an agent comes back within this. */
    private static final long LONGEST_CALM_NANOS = Duration.ofMinutes(10).toNanos();

    private final Line line;
    private final Hello hello;
    private final LeasedWork work;
    private final LongSupplier clock;
    private final Backoff backoff;
    private @Nullable Session session;
    private volatile @Nullable ManagedChannel channel;
    private long retryNanos;
    private boolean stopped;
    private boolean announced;
    private String lastTrouble = "";

    /**
     * How a coordinator is reached.
     *
     * @param name as shown to people
     * @param dial a new channel each time; the connector shuts it down
     * @param control runs all callbacks; the owner's thread
     * @param renewal run when the coordinator asks that the certificate be renewed; returns at once
     */
    public record Line(String name, Supplier<ManagedChannel> dial, Executor control, Runnable renewal) {}

    /**
     * @param hello all but held leases, free slots and wall clock
     * @param random for the jitter of pauses
     */
    public Connector(Line line, Hello hello, LeasedWork work, LongSupplier clock, RandomGenerator random) {
        this.line = line;
        this.hello = hello;
        this.work = work;
        this.clock = clock;
        this.backoff = new Backoff(random);
        this.retryNanos = clock.getAsLong();
    }

    /** Dials when it is time, and lets the session do what is due; to be called some times a second. */
    public void tick() {
        Session current = session;
        if (current != null) {
            current.tick();
            noteStability();
        } else if (!stopped && clock.getAsLong() - retryNanos >= 0) {
            dial();
        }
    }

    private void dial() {
        Session opened = new Session(work, clock, line.renewal(), this::ended);
        session = opened;
        announced = false;
        try {
            ManagedChannel dialled = line.dial().get();
            channel = dialled;
            opened.open(AgentServiceGrpc.newStub(dialled).withExecutor(line.control()), hello);
        } catch (RuntimeException e) {
            // A name service or a library that fails must cost a pause like any lost connection, not the agent.
            opened.onError(e);
        }
    }

    /** One line when a session begins; the pauses start small again once it has proved stable. */
    private void noteStability() {
        Session current = session;
        if (current == null || !current.attached()) {
            return;
        }
        if (!announced) {
            announced = true;
            lastTrouble = "";
            LOG.log(Level.INFO, "Connected to the coordinator at {0}.", line.name());
        }
        if (clock.getAsLong() - current.openedNanos() > STABLE_NANOS) {
            backoff.reset();
        }
    }

    private void ended(SessionEnd end) {
        long pause =
                switch (end) {
                    case SessionEnd.Lost lost -> lost(lost);
                    case SessionEnd.TurnedAway away -> turnedAway(away);
                    case SessionEnd.Finished _ -> finished();
                };
        session = null;
        retryNanos = clock.getAsLong() + pause;
        hangUp(end instanceof SessionEnd.Finished);
    }

    private long lost(SessionEnd.Lost lost) {
        long pause = backoff.nextNanos();
        String what = announced ? "Lost the coordinator at " : "Cannot reach the coordinator at ";
        trouble(what + line.name() + " (" + lost.why() + ")", pause);
        return pause;
    }

    private long turnedAway(SessionEnd.TurnedAway away) {
        long asked = Math.min(away.retryAfterNanos(), LONGEST_CALM_NANOS);
        long pause = asked + backoff.nextNanos();
        trouble("The coordinator at " + line.name() + " refuses this agent: " + away.why(), pause);
        return pause;
    }

    private long finished() {
        backoff.slowDown();
        return backoff.nextNanos();
    }

    /** One line for each new kind of trouble, not one for each try. */
    private void trouble(String what, long pauseNanos) {
        if (!what.equals(lastTrouble)) {
            lastTrouble = what;
            String seconds = "%.1f s".formatted(pauseNanos / 1e9);
            LOG.log(Level.WARNING, "{0}; trying again in {1}, and then until it works", what, seconds);
        }
    }

    /** A stream ended by this side still has its end to deliver; a broken one has nothing. */
    private void hangUp(boolean gently) {
        ManagedChannel old = channel;
        if (old != null && gently) {
            old.shutdown();
        } else if (old != null) {
            old.shutdownNow();
        }
    }

    /** Whether what was handed back and reported has been told and answered, or nobody is there to hear it. */
    public boolean settled() {
        return session == null || !session.attached() || work.idle();
    }

    /** No session: the next attempt is still to come. */
    boolean pausing() {
        return session == null;
    }

    /** Hands units back now and dials no more. */
    public void stop() {
        stopped = true;
        work.stop();
        if (session != null) {
            session.resign();
        }
    }

    /** Ends the session, if there is one. */
    public void finish() {
        if (session != null) {
            session.finish();
        }
    }

    /** Waits until the connection is closed, or closes it hard. After {@link #finish}; any thread. */
    public void hangUp(Duration most) {
        ManagedChannel last = channel;
        if (last == null) {
            return;
        }
        try {
            last.shutdown().awaitTermination(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        last.shutdownNow();
    }
}
