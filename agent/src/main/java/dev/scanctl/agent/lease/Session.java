package dev.scanctl.agent.lease;

import dev.scanctl.proto.v1.AgentMessage;
import dev.scanctl.proto.v1.AgentServiceGrpc.AgentServiceStub;
import dev.scanctl.proto.v1.CoordinatorMessage;
import dev.scanctl.proto.v1.Drain;
import dev.scanctl.proto.v1.Heartbeat;
import dev.scanctl.proto.v1.HeartbeatReply;
import dev.scanctl.proto.v1.Hello;
import dev.scanctl.proto.v1.LeaseRef;
import dev.scanctl.proto.v1.Refused;
import dev.scanctl.proto.v1.Welcome;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One stream to the coordinator, from Hello to its end. Small messages only; nothing here waits, and a heartbeat that
 * would pile up behind a stuck connection is not sent, so that no lease is ever asked for late.
 *
 * <p>Owned by the control thread, on which its stub must also run the callbacks.
 */
final class Session implements ClientResponseObserver<AgentMessage, CoordinatorMessage> {
    private static final Logger LOG = System.getLogger(Session.class.getName());
    /** Connecting, and the answer to Hello, may take this long. */
    private static final long WELCOME_NANOS = Duration.ofSeconds(10).toNanos();
    /** Freed slots are told at once, but not more often than this. */
    private static final long EARLY_BEAT_NANOS = Duration.ofMillis(200).toNanos();

    private final LeasedWork work;
    private final LongSupplier clock;
    private final Runnable renewal;
    private final Consumer<SessionEnd> onEnd;
    private final AskLog asks = new AskLog();
    private @Nullable AgentServiceStub stub;
    private @Nullable ClientCallStreamObserver<AgentMessage> up;
    private Terms terms = Terms.INITIAL;
    private long openedNanos;
    private long lastHeardNanos;
    private long lastBeatNanos;
    private boolean attached;
    private boolean draining;
    private boolean over;

    /** @param onEnd told once, on the control thread */
    Session(LeasedWork work, LongSupplier clock, Runnable renewal, Consumer<SessionEnd> onEnd) {
        this.renewal = renewal;
        this.work = work;
        this.clock = clock;
        this.onEnd = onEnd;
    }

    /** Opens the stream and says hello with all that is held. */
    void open(AgentServiceStub through, Hello whoAmI) {
        stub = through;
        openedNanos = clock.getAsLong();
        through.session(this);
        List<LeaseRef> held = work.leases();
        Hello.Builder hello = whoAmI.toBuilder()
                .addAllHeld(held)
                .setFreeSlots(work.freeSlots())
                .setWallClockMs(System.currentTimeMillis());
        send(AgentMessage.newBuilder().setHello(hello), held);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<AgentMessage> requests) {
        up = requests;
    }

    boolean attached() {
        return attached;
    }

    long openedNanos() {
        return openedNanos;
    }

    Terms terms() {
        return terms;
    }

    private void send(AgentMessage.Builder message, List<LeaseRef> listed) {
        if (up != null && !over) {
            up.onNext(message.setSeq(asks.next(listed, clock.getAsLong())).build());
        }
    }

    /** Sends what is due and notices silence; to be called some times a second. */
    void tick() {
        long now = clock.getAsLong();
        if (over) {
            return;
        }
        if (!attached) {
            if (now - openedNanos > WELCOME_NANOS) {
                end(new SessionEnd.Lost("no answer within " + Duration.ofNanos(WELCOME_NANOS).toSeconds() + " s"));
            }
            return;
        }
        if (now - lastHeardNanos > 2 * terms.ttlNanos()) {
            end(new SessionEnd.Lost("silent for " + Duration.ofNanos(now - lastHeardNanos).toSeconds() + " s"));
            return;
        }
        flush();
        beatIfDue(now);
        if (draining && work.idle()) {
            finish();
        }
    }

    private void beatIfDue(long now) {
        boolean due = now - lastBeatNanos >= terms.heartbeatNanos();
        boolean early = now - lastBeatNanos >= Math.min(EARLY_BEAT_NANOS, terms.heartbeatNanos()) && work.takeChanged();
        if ((due || early) && up != null && up.isReady()) {
            beat(now);
        }
    }

    private void beat(long now) {
        lastBeatNanos = now;
        Heartbeat.Builder beat = Heartbeat.newBuilder()
                .addAllUnits(work.progressOfAll())
                .setFreeSlots(work.freeSlots())
                .setNote(work.note());
        send(AgentMessage.newBuilder().setHeartbeat(beat), work.leases());
    }

    /** Says first that there is no room, so that what is handed back does not come again, then hands it back. */
    void resign() {
        if (attached && !over) {
            beat(clock.getAsLong());
        }
        flush();
    }

    /** Sends hand-backs that wait. */
    void flush() {
        if (attached && !over) {
            work.takeHandBacks()
                    .forEach(back -> send(AgentMessage.newBuilder().setHandBack(back), List.of()));
        }
    }

    /** Ends the session from this side, in order: what was sent before still arrives. */
    void finish() {
        if (!over && up != null) {
            work.reporter().finish();
            up.onCompleted();
        }
        end(new SessionEnd.Finished());
    }

    @Override
    public void onNext(CoordinatorMessage message) {
        if (over) {
            return;
        }
        lastHeardNanos = clock.getAsLong();
        switch (message.getBodyCase()) {
            case WELCOME -> welcomed(message.getWelcome());
            case REFUSED -> refused(message.getRefused());
            case GRANT -> work.grant(message.getGrant(), expiry(message.getGrant().getAskedSeq(), grantTtl(message)));
            case HEARTBEAT_REPLY -> renewed(message.getHeartbeatReply());
            case REVOKE -> work.revoke(message.getRevoke());
            case RATE_SHARE -> work.rateShare(message.getRateShare());
            case EXCLUSIONS -> work.exclude(message.getExclusions());
            case DRAIN -> drain(message.getDrain());
            case RENEW_CERTIFICATE -> renewal.run();
            case BODY_NOT_SET -> LOG.log(Level.DEBUG, "A message of a later contract is ignored");
        }
        flush();
    }

    private void welcomed(Welcome welcome) {
        attached = true;
        terms = Terms.of(welcome.getSettings());
        lastBeatNanos = lastHeardNanos;
        long expires = expiry(welcome.getAskedSeq(), terms.ttlNanos());
        work.attached(Set.copyOf(welcome.getKeptList()), expires);
        if (stub != null) {
            work.reporter().attach(stub, terms.maxBatchBytes());
        }
    }

    private void refused(Refused refused) {
        long millis = Integer.toUnsignedLong(refused.getRetryAfterMs());
        end(new SessionEnd.TurnedAway(refused.getDetail(), Duration.ofMillis(millis).toNanos()));
    }

    private void renewed(HeartbeatReply reply) {
        Optional<AskLog.Ask> ask = asks.find(reply.getAskedSeq());
        List<LeaseRef> listed = ask.map(AskLog.Ask::listed).orElse(List.of());
        long expires = expiry(reply.getAskedSeq(), terms.ttlNanos());
        work.renewed(listed, Set.copyOf(reply.getRenewedList()), expires);
    }

    private void drain(Drain drain) {
        LOG.log(Level.INFO, "Draining: {0}", drain.getDetail());
        draining = true;
        work.takeNoMore();
    }

    private long grantTtl(CoordinatorMessage message) {
        long millis = Integer.toUnsignedLong(message.getGrant().getTtlMs());
        return millis == 0 ? terms.ttlNanos() : Duration.ofMillis(millis).toNanos();
    }

    /** A lease runs from when it was asked for; what nobody asked for on this stream has no time left. */
    private long expiry(long askedSeq, long ttlNanos) {
        return asks.find(askedSeq)
                .map(ask -> HeldLeases.expiry(ask.sentNanos(), ttlNanos))
                .orElseGet(clock::getAsLong);
    }

    @Override
    public void onError(Throwable failure) {
        end(new SessionEnd.Lost(Failures.sentence(failure)));
    }

    @Override
    public void onCompleted() {
        end(new SessionEnd.Lost("the coordinator ended the session"));
    }

    private void end(SessionEnd how) {
        if (over) {
            return;
        }
        over = true;
        attached = false;
        if (up != null && !(how instanceof SessionEnd.Finished)) {
            up.cancel("the session is over", null);
        }
        work.detached(terms.detachedNanos());
        onEnd.accept(how);
    }
}
