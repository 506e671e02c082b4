package dev.scanctl.coordinator.rpc;

import dev.scanctl.proto.v1.AgentMessage;
import dev.scanctl.proto.v1.AgentServiceGrpc;
import dev.scanctl.proto.v1.Capabilities;
import dev.scanctl.proto.v1.CoordinatorMessage;
import dev.scanctl.proto.v1.Grant;
import dev.scanctl.proto.v1.Heartbeat;
import dev.scanctl.proto.v1.Hello;
import dev.scanctl.proto.v1.LeaseRef;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.Protocol;
import dev.scanctl.proto.v1.ReportBatch;
import dev.scanctl.proto.v1.ReportReply;
import dev.scanctl.proto.v1.ResultAnswer;
import dev.scanctl.proto.v1.UnitProgress;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An agent of a few lines: says what a test wants and keeps what it hears. */
final class FakeAgent {
    static final String ID = "6f1f8f0a-0f3e-4c53-9a1d-0a6b2d9a7c01";

    /** Keeps one stream's messages and how it ended. */
    static final class Ear<T> implements StreamObserver<T> {
        final List<T> heard = new CopyOnWriteArrayList<>();
        volatile @Nullable Status end;

        @Override
        public void onNext(T message) {
            heard.add(message);
        }

        @Override
        public void onError(Throwable failure) {
            end = Status.fromThrowable(failure);
        }

        @Override
        public void onCompleted() {
            end = Status.OK;
        }

        Status end() {
            Status ended = end;
            if (ended == null) {
                throw new AssertionError("the stream has not ended");
            }
            return ended;
        }
    }

    private final AgentServiceGrpc.AgentServiceStub stub;
    Ear<CoordinatorMessage> session = new Ear<>();
    Ear<ReportReply> report = new Ear<>();
    private @Nullable StreamObserver<AgentMessage> up;
    private @Nullable StreamObserver<ReportBatch> reports;
    private long seq;

    FakeAgent(Channel channel) {
        this.stub = AgentServiceGrpc.newStub(channel);
    }

    static Hello.Builder hello() {
        return Hello.newBuilder()
                .setAgentId(ID)
                .setName("fake")
                .setSegment("lab")
                .setIncarnation(77)
                .setVersion("0.1")
                .setContract(1)
                .setFreeSlots(2)
                .setCapabilities(Capabilities.newBuilder()
                        .addMethods(Method.METHOD_CONNECT)
                        .addProtocols(Protocol.PROTOCOL_TCP));
    }

    FakeAgent connect(Hello.Builder hello) {
        session = new Ear<>();
        up = stub.session(session);
        return say(AgentMessage.newBuilder().setHello(hello));
    }

    FakeAgent say(AgentMessage.Builder message) {
        StreamObserver<AgentMessage> open = up;
        if (open == null) {
            session = new Ear<>();
            open = stub.session(session);
            up = open;
        }
        open.onNext(message.setSeq(++seq).build());
        return this;
    }

    FakeAgent beat(int freeSlots, LeaseRef... held) {
        Heartbeat.Builder beat = Heartbeat.newBuilder().setFreeSlots(freeSlots);
        for (LeaseRef lease : held) {
            beat.addUnits(UnitProgress.newBuilder().setLease(lease).setProbesDone(3).setRatePps(9));
        }
        return say(AgentMessage.newBuilder().setHeartbeat(beat));
    }

    void hangUp() {
        if (up != null) {
            up.onCompleted();
        }
    }

    FakeAgent openReport(long incarnation) {
        report = new Ear<>();
        reports = stub.report(report);
        reports.onNext(ReportBatch.newBuilder().setAgentId(ID).setIncarnation(incarnation).build());
        return this;
    }

    FakeAgent send(ReportBatch.Builder batch) {
        if (reports != null) {
            reports.onNext(batch.build());
        }
        return this;
    }

    List<Grant> grants() {
        return messages(m -> m.hasGrant() ? m.getGrant() : null);
    }

    <T> List<T> messages(Function<CoordinatorMessage, @Nullable T> part) {
        List<T> parts = new CopyOnWriteArrayList<>();
        for (CoordinatorMessage message : session.heard) {
            T found = part.apply(message);
            if (found != null) {
                parts.add(found);
            }
        }
        return parts;
    }

    List<ResultAnswer> answers() {
        return report.heard.stream().flatMap(reply -> reply.getAnswersList().stream()).toList();
    }

    int credits() {
        return report.heard.stream().mapToInt(ReportReply::getCredits).sum();
    }
}
