package dev.scanctl.agent.identity;

import dev.scanctl.proto.v1.CertificateReply;
import dev.scanctl.proto.v1.EnrolmentServiceGrpc;
import dev.scanctl.proto.v1.RenewRequest;
import dev.scanctl.trust.Credentials;
import dev.scanctl.wire.HostPort;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/**
 * Keeps an agent's certificate fresh: asks for another from a third of its life on, at a moment of its own so that a fleet
 * does not come at once, and again after a pause where that fails. {@link #tick} belongs to one thread; the call runs on a
 * thread of its own.
 */
public final class Renewal {
    private static final Logger LOG = System.getLogger(Renewal.class.getName());
    private static final double EARLIEST = 1 / 3.0;
    private static final double SPREAD = 1 / 6.0;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long SHORTEST_PAUSE_MILLIS = 10_000;
    private static final long LONGEST_PAUSE_MILLIS = 600_000;

    private final HostPort coordinator;
    private final Path stateDir;
    private final InstantSource clock;
    private final double part;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private volatile Enrolled enrolled;
    private volatile boolean asked;
    private volatile long nextMs;
    private volatile long pauseMillis = SHORTEST_PAUSE_MILLIS;

    public Renewal(
            HostPort coordinator, Path stateDir, Enrolled enrolled, InstantSource clock, RandomGenerator random) {
        this.coordinator = coordinator;
        this.stateDir = stateDir;
        this.enrolled = enrolled;
        this.clock = clock;
        this.part = EARLIEST + random.nextDouble() * SPREAD;
    }

    /** What the next connection is made with. */
    public Credentials credentials() {
        return enrolled.credentials();
    }

    /** The coordinator has something new to tell: asks as soon as it can. */
    public void soon() {
        asked = true;
        nextMs = 0;
    }

    /** Asks for another certificate where it is time; returns at once. */
    public void tick() {
        boolean due = (asked || credentials().spent(part, clock.instant())) && clock.millis() >= nextMs;
        if (due && underWay.compareAndSet(false, true)) {
            asked = false;
            Thread.ofVirtual().name("renew-certificate").start(this::renew);
        }
    }

    private void renew() {
        ManagedChannel channel = Line.of(coordinator, credentials()).build();
        try {
            CertificateReply reply = EnrolmentServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(PATIENCE)
                    .renew(RenewRequest.getDefaultInstance());
            Enrolled fresh = enrolled.with(Enrolment.credentials(credentials().key(), reply));
            fresh.write(stateDir);
            enrolled = fresh;
            pauseMillis = SHORTEST_PAUSE_MILLIS;
            nextMs = 0;
            LOG.log(Level.INFO, "The certificate was renewed; it ends at {0}.",
                    fresh.credentials().chain().getNotAfter().toInstant());
        } catch (StatusRuntimeException | IOException | IllegalArgumentException e) {
            failed(e);
        } finally {
            channel.shutdownNow();
            underWay.set(false);
        }
    }

    private void failed(Exception cause) {
        nextMs = clock.millis() + pauseMillis;
        LOG.log(Level.WARNING, "The certificate, which ends at {0}, was not renewed ({1}); trying again in {2} s.",
                credentials().chain().getNotAfter().toInstant(), cause.getMessage(), pauseMillis / 1000);
        pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
    }
}
