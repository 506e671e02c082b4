package dev.scanctl.agent.lease;

import static org.awaitility.Awaitility.await;

import dev.scanctl.proto.v1.AgentMessage;
import dev.scanctl.proto.v1.AgentServiceGrpc;
import dev.scanctl.proto.v1.CoordinatorMessage;
import dev.scanctl.proto.v1.Grant;
import dev.scanctl.proto.v1.Hello;
import dev.scanctl.proto.v1.LeaseRef;
import dev.scanctl.proto.v1.ReportBatch;
import dev.scanctl.proto.v1.ReportReply;
import dev.scanctl.proto.v1.ResultAnswer;
import dev.scanctl.proto.v1.Settings;
import dev.scanctl.proto.v1.UnitResult;
import dev.scanctl.proto.v1.Welcome;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A coordinator that does what its test says, over gRPC within the process. Remembers all it hears. */
public final class FakeCoordinator implements AutoCloseable {
    public static final Settings SETTINGS = Settings.newBuilder()
            .setLeaseTtlMs(20_000)
            .setHeartbeatMs(30)
            .setDetachedMs(150)
            .setMaxBatchBytes(1 << 20)
            .build();

    public final List<SessionStream> sessions = new CopyOnWriteArrayList<>();
    final List<ReportStream> reports = new CopyOnWriteArrayList<>();
    private final String name = UUID.randomUUID().toString();
    private @Nullable Server server;

    /** One session as the coordinator sees it. */
    public final class SessionStream implements StreamObserver<AgentMessage> {
        public final List<AgentMessage> heard = new CopyOnWriteArrayList<>();
        private final StreamObserver<CoordinatorMessage> down;
        public volatile boolean completed;
        public volatile boolean renewing;

        SessionStream(StreamObserver<CoordinatorMessage> down) {
            this.down = down;
            sessions.add(this);
        }

        @Override
        public void onNext(AgentMessage message) {
            heard.add(message);
            if (message.hasHeartbeat() && renewing) {
                renew(message);
            }
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {
            completed = true;
            synchronized (this) {
                down.onCompleted();
            }
        }

        synchronized void say(CoordinatorMessage.Builder message) {
            down.onNext(message.build());
        }

        synchronized void fail() {
            down.onError(Status.UNAVAILABLE.withDescription("killed").asRuntimeException());
        }

        public void welcome(LeaseRef... kept) {
            Welcome.Builder welcome = Welcome.newBuilder()
                    .setSettings(SETTINGS)
                    .addAllKept(List.of(kept))
                    .setAskedSeq(1);
            say(CoordinatorMessage.newBuilder().setWelcome(welcome));
        }

        public void grant(Grant grant) {
            say(CoordinatorMessage.newBuilder().setGrant(grant));
        }

        private void renew(AgentMessage heartbeat) {
            var reply = dev.scanctl.proto.v1.HeartbeatReply.newBuilder().setAskedSeq(heartbeat.getSeq());
            heartbeat.getHeartbeat().getUnitsList().forEach(unit -> reply.addRenewed(unit.getLease()));
            say(CoordinatorMessage.newBuilder().setHeartbeatReply(reply));
        }

        public Hello hello() {
            return awaitHeard(AgentMessage::hasHello).getHello();
        }

        public AgentMessage awaitHeard(Predicate<AgentMessage> wanted) {
            await().until(() -> heard.stream().anyMatch(wanted));
            return heard.stream().filter(wanted).findFirst().orElseThrow();
        }

        /** The next heartbeat sent after now. */
        public AgentMessage nextHeartbeat() {
            int from = heard.size();
            await().until(() -> heard.stream().skip(from).anyMatch(AgentMessage::hasHeartbeat));
            return heard.stream().skip(from).filter(AgentMessage::hasHeartbeat).findFirst().orElseThrow();
        }
    }

    /** One report call as the coordinator sees it. */
    public final class ReportStream implements StreamObserver<ReportBatch> {
        public final List<ReportBatch> heard = new CopyOnWriteArrayList<>();
        private final StreamObserver<ReportReply> down;

        ReportStream(StreamObserver<ReportReply> down) {
            this.down = down;
            reports.add(this);
        }

        @Override
        public void onNext(ReportBatch batch) {
            heard.add(batch);
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public synchronized void onCompleted() {
            down.onCompleted();
        }

        public synchronized void credits(int credits) {
            down.onNext(ReportReply.newBuilder().setCredits(credits).build());
        }

        synchronized void fail() {
            down.onError(Status.INTERNAL.withDescription("store is full").asRuntimeException());
        }

        public void answer(UnitResult result, ResultAnswer.Verdict verdict) {
            answer(ResultAnswer.newBuilder()
                    .setLease(result.getLease())
                    .setVerdict(verdict)
                    .setPartial(result.getPartial())
                    .build());
        }

        private synchronized void answer(ResultAnswer answer) {
            down.onNext(ReportReply.newBuilder().addAnswers(answer).build());
        }

        List<UnitResult> results() {
            return heard.stream().flatMap(batch -> batch.getResultsList().stream()).toList();
        }

        public UnitResult awaitResult() {
            await().until(() -> !results().isEmpty());
            return results().getFirst();
        }
    }

    public FakeCoordinator start() {
        BindableService service = new AgentServiceGrpc.AgentServiceImplBase() {
            @Override
            public StreamObserver<AgentMessage> session(StreamObserver<CoordinatorMessage> down) {
                return new SessionStream(down);
            }

            @Override
            public StreamObserver<ReportBatch> report(StreamObserver<ReportReply> down) {
                return new ReportStream(down);
            }
        };
        try {
            server = InProcessServerBuilder.forName(name).addService(service).build().start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return this;
    }

    /** As if its process were killed. */
    void kill() {
        if (server != null) {
            server.shutdownNow();
            try {
                server.awaitTermination(5, java.util.concurrent.TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    public Supplier<ManagedChannel> dial() {
        return () -> InProcessChannelBuilder.forName(name).build();
    }

    public SessionStream session(int index) {
        await().atMost(Duration.ofSeconds(10)).until(() -> sessions.size() > index);
        return sessions.get(index);
    }

    public ReportStream report(int index) {
        await().atMost(Duration.ofSeconds(10)).until(() -> reports.size() > index);
        return reports.get(index);
    }

    @Override
    public void close() {
        kill();
    }
}
