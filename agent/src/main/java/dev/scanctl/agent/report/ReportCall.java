package dev.scanctl.agent.report;

import dev.scanctl.proto.v1.AgentServiceGrpc.AgentServiceStub;
import dev.scanctl.proto.v1.ReportBatch;
import dev.scanctl.proto.v1.ReportReply;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** One Report call with its credits. Owned by the control thread. */
final class ReportCall implements ClientResponseObserver<ReportBatch, ReportReply> {
    private static final Logger LOG = System.getLogger(ReportCall.class.getName());

    private final Reporter reporter;
    private @Nullable ClientCallStreamObserver<ReportBatch> up;
    private long credits;
    private boolean over;

    ReportCall(Reporter reporter) {
        this.reporter = reporter;
    }

    /** The first batch says who reports; it has no content and costs no credit. */
    void open(AgentServiceStub stub, ReportBatch opening) {
        stub.report(this).onNext(opening);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ReportBatch> requests) {
        up = requests;
        requests.setOnReadyHandler(reporter::pump);
    }

    /** There is a credit, and the connection takes more without piling it up here. */
    boolean maySend() {
        return !over && credits > 0 && up != null && up.isReady();
    }

    void send(ReportBatch batch) {
        if (up != null) {
            credits--;
            up.onNext(batch);
        }
    }

    void complete() {
        if (!over && up != null) {
            over = true;
            up.onCompleted();
        }
    }

    void cancel() {
        over = true;
        if (up != null) {
            up.cancel("the session has ended", null);
        }
    }

    @Override
    public void onNext(ReportReply reply) {
        credits += Integer.toUnsignedLong(reply.getCredits());
        reporter.replied(this, reply);
    }

    @Override
    public void onError(Throwable failure) {
        if (!over) {
            LOG.log(Level.DEBUG, "The report call has ended: {0}", failure.getMessage());
        }
        over = true;
        reporter.ended(this);
    }

    @Override
    public void onCompleted() {
        over = true;
        reporter.ended(this);
    }
}
