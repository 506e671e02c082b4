package dev.scanctl.coordinator.rpc;

import dev.scanctl.coordinator.desk.DeskAgents;
import dev.scanctl.proto.v1.AgentMessage;
import dev.scanctl.proto.v1.CoordinatorMessage;
import dev.scanctl.proto.v1.HandBack;
import dev.scanctl.proto.v1.Heartbeat;
import dev.scanctl.proto.v1.Hello;
import dev.scanctl.proto.v1.Refused;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** One session stream, from Hello to its end. gRPC calls it from one thread at a time. */
final class AgentEndpointSession implements StreamObserver<AgentMessage> {
    private final DeskAgents desk;
    private final AgentEndpointOutbox outbox;
    private final String peer;
    private final AgentVouching who;
    private final long session;
    private final AtomicBoolean ended = new AtomicBoolean();
    private boolean greeted;

    /** Must be made before the service method returns. */
    AgentEndpointSession(DeskAgents desk, AgentEndpointOutbox outbox, String peer, AgentVouching who) {
        this.desk = desk;
        this.outbox = outbox;
        this.peer = peer;
        this.who = who;
        this.session = desk.opened(outbox);
        outbox.call().setOnCancelHandler(this::ended);
        outbox.call().setOnCloseHandler(this::ended);
    }

    @Override
    public void onNext(AgentMessage message) {
        if (ended.get()) {
            return;
        }
        if (message.getSerializedSize() > AgentEndpointChecks.MAX_SESSION_BYTES) {
            fail(Status.RESOURCE_EXHAUSTED, "a session message has more than 64 KiB");
            return;
        }
        switch (message.getBodyCase()) {
            case HELLO -> hello(message.getHello(), message.getSeq());
            case HEARTBEAT -> heartbeat(message.getHeartbeat(), message.getSeq());
            case HAND_BACK -> handBack(message.getHandBack());
            case BODY_NOT_SET -> requireGreeted();
        }
    }

    private void hello(Hello said, long seq) {
        Hello hello = who.vouched(said);
        if (greeted) {
            fail(Status.INVALID_ARGUMENT, "a session has one hello");
            return;
        }
        greeted = true;
        Optional<String> malformed = AgentEndpointChecks.hello(hello);
        if (hello.getContract() != AgentEndpointChecks.CONTRACT) {
            refuse(
                    Refused.Cause.CAUSE_CONTRACT,
                    "this coordinator speaks contract " + AgentEndpointChecks.CONTRACT + ", the agent "
                            + Integer.toUnsignedString(hello.getContract()) + ": update the older of the two");
        } else if (malformed.isPresent()) {
            refuse(Refused.Cause.CAUSE_MALFORMED, malformed.get());
        } else {
            desk.hello(session, hello, seq, peer);
            if (who.isBehind()) {
                desk.askToRenew(session);
            }
        }
    }

    private void refuse(Refused.Cause cause, String detail) {
        outbox.send(CoordinatorMessage.newBuilder()
                .setRefused(Refused.newBuilder().setCause(cause).setDetail(detail))
                .build());
        outbox.end(detail);
        ended();
    }

    private void heartbeat(Heartbeat beat, long seq) {
        Optional<String> malformed = AgentEndpointChecks.heartbeat(beat);
        if (!requireGreeted()) {
            return;
        }
        if (malformed.isPresent()) {
            fail(Status.INVALID_ARGUMENT, malformed.get());
            return;
        }
        String note = AgentEndpointChecks.words(beat.getNote());
        int freeSlots = who.freeSlots(beat.getFreeSlots());
        desk.heartbeat(session, beat.toBuilder().setNote(note).setFreeSlots(freeSlots).build(), seq);
    }

    private void handBack(HandBack back) {
        Optional<String> malformed = AgentEndpointChecks.lease(back.getLease());
        if (!requireGreeted()) {
            return;
        }
        if (malformed.isPresent()) {
            fail(Status.INVALID_ARGUMENT, malformed.get());
            return;
        }
        String detail = AgentEndpointChecks.words(back.getDetail());
        desk.handBack(session, back.toBuilder().setDetail(detail).build(), AgentEndpointChecks.reason(back));
    }

    private boolean requireGreeted() {
        if (!greeted) {
            fail(Status.INVALID_ARGUMENT, "the first message of a session is its hello");
        }
        return greeted;
    }

    private void fail(Status status, String sentence) {
        outbox.fail(status.withDescription(sentence));
        ended();
    }

    private void ended() {
        if (ended.compareAndSet(false, true)) {
            desk.ended(session);
        }
    }

    @Override
    public void onError(Throwable failure) {
        ended();
    }

    @Override
    public void onCompleted() {
        ended();
        outbox.end("the agent has ended its session");
    }
}
