package dev.scanctl.agent.report;

import dev.scanctl.agent.probe.OpenFinding;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.proto.v1.AgentServiceGrpc.AgentServiceStub;
import dev.scanctl.proto.v1.LeaseRef;
import dev.scanctl.proto.v1.ReportBatch;
import dev.scanctl.proto.v1.ReportReply;
import dev.scanctl.proto.v1.ResultAnswer;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Protocol;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is found and what has ended, as fast as the coordinator's credits allow, and keeps each result until it is
 * answered. While there is no call, everything waits; on the next call whatever is unanswered goes again, which the
 * coordinator recognises.
 *
 * <p>Owned by the control thread, on which the stubs it is given must also run their callbacks.
 */
public final class Reporter {
    /** Until a first Welcome names the real limit. */
    private static final int FIRST_MAX_BATCH_BYTES = 1 << 20;
    /** Results waiting for an answer may take this much memory before no new units are wanted. */
    private static final long MAX_UNANSWERED_BYTES = 64L << 20;
    /** A call that fails by itself while the session lives is opened again after this. */
    private static final long REOPEN_NANOS = 500_000_000L;

    private final ReportBatch opening;
    private final LongSupplier clock;
    private final Consumer<Answered> answers;
    private final ReportQueue queue = new ReportQueue();
    private @Nullable AgentServiceStub stub;
    private @Nullable ReportCall call;
    private long reopenNanos;
    private int maxBatchBytes = FIRST_MAX_BATCH_BYTES;

    /**
     * What the coordinator made of a result whose last part is now answered.
     *
     * @param committed applied, now or before; otherwise the verdict was final and the result is dropped
     */
    public record Answered(LeaseRef lease, boolean committed, ResultAnswer answer) {}

    /**
     * @param clock of the engines, nanoseconds
     * @param answers told once for each result, on the control thread
     */
    public Reporter(String agentId, long incarnation, LongSupplier clock, Consumer<Answered> answers) {
        this.opening = ReportBatch.newBuilder()
                .setAgentId(agentId)
                .setIncarnation(incarnation)
                .build();
        this.clock = clock;
        this.answers = answers;
    }

    /** The agent has been welcomed: reports go through this stub from now on. */
    public void attach(AgentServiceStub welcomed, int welcomedMaxBatchBytes) {
        detach();
        stub = welcomed;
        maxBatchBytes = welcomedMaxBatchBytes > 0 ? welcomedMaxBatchBytes : FIRST_MAX_BATCH_BYTES;
        open(welcomed);
    }

    /** The session has ended, and the call with it. */
    public void detach() {
        stub = null;
        ReportCall ended = call;
        call = null;
        if (ended != null) {
            ended.cancel();
        }
    }

    /** Half-closes the call: no more batches, and the coordinator is told so. */
    public void finish() {
        stub = null;
        if (call != null) {
            call.complete();
        }
    }

    /** Opens a lost call again; to be called every now and then. */
    public void tick() {
        if (stub != null && call == null && clock.getAsLong() - reopenNanos >= 0) {
            open(stub);
        }
    }

    private void open(AgentServiceStub through) {
        queue.resend();
        ReportCall opened = new ReportCall(this);
        call = opened;
        opened.open(through, opening);
    }

    /** Announces an open port; {@link #pump} sends it. */
    public void found(LeaseRef lease, OpenFinding finding) {
        queue.found(lease, finding);
    }

    /**
     * Takes a unit's outcome to send it until it is answered.
     *
     * @param partial only the finished hosts of a unit whose rest is handed back; not to be called with no host then
     */
    public void result(LeaseRef lease, Method method, Protocol protocol, UnitOutcome outcome, boolean partial) {
        ResultPart.Header header = new ResultPart.Header(
                lease,
                dev.scanctl.proto.v1.Method.forNumber(method.number()),
                dev.scanctl.proto.v1.Protocol.forNumber(protocol.number()));
        queue.result(lease, ResultParts.of(header, outcome, partial, maxBatchBytes));
        pump();
    }

    /** Takes what a unit of host discovery found, to send it until it is answered. */
    public void discovered(LeaseRef lease, Method method, AddressSet live, UnitOutcome.Quality quality) {
        ResultPart.Header header = new ResultPart.Header(
                lease,
                dev.scanctl.proto.v1.Method.forNumber(method.number()),
                dev.scanctl.proto.v1.Protocol.PROTOCOL_TCP);
        queue.result(lease, List.of(ResultPart.ofLive(header, live, quality)));
        pump();
    }

    /** The lease is lost: what is not sent yet is dropped, what is sent is still to be answered. */
    public void revoked(LeaseRef lease) {
        queue.dropUnsent(lease);
    }

    /** A later lease of the same unit has been granted: nothing about this one matters any more. */
    public void replaced(LeaseRef lease) {
        queue.drop(lease);
    }

    /** Results that wait for their answer. */
    public int unanswered() {
        return queue.unanswered();
    }

    /** Whether so much waits unanswered that no new unit should be taken. */
    public boolean clogged() {
        return queue.unansweredBytes() > MAX_UNANSWERED_BYTES;
    }

    /** Sends what may be sent now. */
    public void pump() {
        ReportCall current = call;
        while (current != null && current.maySend()) {
            Optional<ReportBatch> batch = queue.next(maxBatchBytes, clock.getAsLong());
            if (batch.isEmpty()) {
                return;
            }
            current.send(batch.get());
        }
    }

    void replied(ReportCall from, ReportReply reply) {
        if (from == call) {
            List<ResultAnswer> list = reply.getAnswersList();
            list.forEach(this::answered);
            pump();
        }
    }

    private void answered(ResultAnswer answer) {
        switch (answer.getVerdict()) {
            case VERDICT_APPLIED, VERDICT_ALREADY_APPLIED -> committed(answer);
            case VERDICT_SUPERSEDED,
                    VERDICT_CANCELLED,
                    VERDICT_UNKNOWN_SCAN,
                    VERDICT_REFUSED,
                    VERDICT_UNSPECIFIED,
                    UNRECOGNIZED -> {
                if (queue.drop(answer.getLease())) {
                    answers.accept(new Answered(answer.getLease(), false, answer));
                }
            }
        }
    }

    private void committed(ResultAnswer answer) {
        if (queue.committed(answer.getLease(), answer.getPartial()) == ReportQueue.Progress.DONE) {
            answers.accept(new Answered(answer.getLease(), true, answer));
        }
    }

    void ended(ReportCall ended) {
        if (ended == call) {
            call = null;
            reopenNanos = clock.getAsLong() + REOPEN_NANOS;
        }
    }
}
