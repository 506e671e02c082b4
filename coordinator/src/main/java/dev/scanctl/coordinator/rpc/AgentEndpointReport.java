package dev.scanctl.coordinator.rpc;

import dev.scanctl.coordinator.desk.DeskAgents;
import dev.scanctl.coordinator.ingest.Ingest;
import dev.scanctl.coordinator.ingest.IngestAnswer;
import dev.scanctl.coordinator.lease.AgentFacts;
import dev.scanctl.proto.v1.FoundPort;
import dev.scanctl.proto.v1.ReportBatch;
import dev.scanctl.proto.v1.ReportReply;
import dev.scanctl.proto.v1.ResultAnswer.Verdict;
import dev.scanctl.proto.v1.ResultAnswer;
import dev.scanctl.proto.v1.UnitResult;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One report stream. gRPC calls it from one thread at a time, which decodes and checks; answers go out from the store's
 * thread once everything of a batch is committed and synced. The credits bound what is under way.
 */
final class AgentEndpointReport implements StreamObserver<ReportBatch> {
    private static final Logger LOG = System.getLogger(AgentEndpointReport.class.getName());
    /** Batches under way: enough to keep the store busy over a slow link, few enough to hold in memory. */
    private static final int CREDITS = 8;

    private final DeskAgents desk;
    private final Ingest ingest;
    private final Clock clock;
    private final ServerCallStreamObserver<ReportReply> down;
    private final AgentVouching who;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicInteger underWay = new AtomicInteger();
    private @Nullable AgentFacts agent;
    private volatile boolean over;
    private boolean finishing;

    AgentEndpointReport(
            DeskAgents desk,
            Ingest ingest,
            Clock clock,
            ServerCallStreamObserver<ReportReply> down,
            AgentVouching who) {
        this.desk = desk;
        this.ingest = ingest;
        this.clock = clock;
        this.down = down;
        this.who = who;
        down.setOnCancelHandler(() -> over = true);
    }

    @Override
    public void onNext(ReportBatch batch) {
        if (over) {
            return;
        }
        AgentFacts known = agent;
        if (known == null) {
            identify(batch);
        } else if (desk.live(known.agentId(), known.incarnation()).isEmpty()) {
            fail(Status.FAILED_PRECONDITION, "the agent has no session any more");
        } else if (underWay.incrementAndGet() > CREDITS) {
            fail(Status.RESOURCE_EXHAUSTED, "more batches were sent than credits were given");
        } else {
            take(known, batch);
        }
    }

    private void identify(ReportBatch batch) {
        Optional<AgentFacts> live = desk.live(who.agentId(batch.getAgentId()), batch.getIncarnation());
        if (live.isEmpty()) {
            fail(Status.FAILED_PRECONDITION, "reports are taken once the agent's session is welcomed");
        } else if (batch.getFoundCount() > 0 || batch.getResultsCount() > 0) {
            fail(Status.INVALID_ARGUMENT, "the first batch carries the identity and nothing else");
        } else {
            agent = live.get();
            reply(ReportReply.newBuilder().setCredits(CREDITS).build());
        }
    }

    private void take(AgentFacts from, ReportBatch batch) {
        Optional<String> malformed = Stream.concat(
                        batch.getFoundList().stream().map(AgentEndpointChecks::found),
                        batch.getResultsList().stream().map(AgentEndpointChecks::result))
                .flatMap(Optional::stream)
                .findFirst();
        if (malformed.isPresent()) {
            fail(Status.INVALID_ARGUMENT, malformed.get());
            return;
        }
        long nowMs = clock.millis();
        batch.getFoundList().forEach(found -> desk.found(from, found, observedMs(found, nowMs)));
        List<CompletableFuture<ResultAnswer>> answers = new ArrayList<>();
        batch.getResultsList().forEach(result -> answers.add(apply(from, result, nowMs)));
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .whenComplete((done, failure) -> answered(answers, failure));
    }

    private static long observedMs(FoundPort found, long nowMs) {
        return nowMs - Math.min(nowMs, found.getPort().getAgeMs());
    }

    private CompletableFuture<ResultAnswer> apply(AgentFacts from, UnitResult result, long nowMs) {
        desk.resultArrived(from, result.getLease());
        CompletableFuture<IngestAnswer> applied;
        try {
            applied = ingest.apply(from.agentId(), from.segmentId(), result, nowMs);
        } catch (RuntimeException e) {
            applied = CompletableFuture.failedFuture(e);
        }
        return applied.whenComplete((answer, failure) -> desk.resultAnswered(
                        from, result, failure == null ? answer.verdict() : Verdict.VERDICT_UNSPECIFIED))
                .thenApply(answer -> ResultAnswer.newBuilder()
                        .setLease(result.getLease())
                        .setVerdict(answer.verdict())
                        .setPartial(result.getPartial())
                        .setDetail(answer.detail())
                        .build());
    }

    private void answered(List<CompletableFuture<ResultAnswer>> answers, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.log(Level.ERROR, "A result could not be stored; its agent will send it again.", failure);
            fail(Status.UNAVAILABLE, "the coordinator could not store a result; send it again");
            return;
        }
        underWay.decrementAndGet();
        ReportReply.Builder reply = ReportReply.newBuilder().setCredits(1);
        answers.forEach(answer -> reply.addAnswers(answer.join()));
        reply(reply.build());
    }

    private void reply(ReportReply reply) {
        lock.lock();
        try {
            if (!over && !down.isCancelled()) {
                down.onNext(reply);
                finishIfIdle();
            }
        } finally {
            lock.unlock();
        }
    }

    private void fail(Status status, String sentence) {
        lock.lock();
        try {
            if (!over && !down.isCancelled()) {
                down.onError(status.withDescription(sentence).asRuntimeException());
            }
            over = true;
        } finally {
            lock.unlock();
        }
    }

    /** The agent has said all, and all of it is answered. */
    private void finishIfIdle() {
        if (finishing && !over && !down.isCancelled() && underWay.get() == 0) {
            over = true;
            down.onCompleted();
        }
    }

    @Override
    public void onError(Throwable failure) {
        over = true;
    }

    @Override
    public void onCompleted() {
        lock.lock();
        try {
            finishing = true;
            finishIfIdle();
        } finally {
            lock.unlock();
        }
    }
}
