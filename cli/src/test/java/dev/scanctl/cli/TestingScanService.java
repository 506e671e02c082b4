package dev.scanctl.cli;

import com.google.protobuf.Message;
import dev.scanctl.proto.v1.DeleteScanResponse;
import dev.scanctl.proto.v1.EditScanRequest;
import dev.scanctl.proto.v1.GetScanRequest;
import dev.scanctl.proto.v1.GetServerInfoRequest;
import dev.scanctl.proto.v1.HistoryPage;
import dev.scanctl.proto.v1.ListAgentsRequest;
import dev.scanctl.proto.v1.ListAgentsResponse;
import dev.scanctl.proto.v1.ListHistoryRequest;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.ListScansRequest;
import dev.scanctl.proto.v1.ListScansResponse;
import dev.scanctl.proto.v1.PlanSummary;
import dev.scanctl.proto.v1.ResultsPage;
import dev.scanctl.proto.v1.RetryScanResponse;
import dev.scanctl.proto.v1.Scan;
import dev.scanctl.proto.v1.ScanActionRequest;
import dev.scanctl.proto.v1.ScanDetail;
import dev.scanctl.proto.v1.ScanEvent;
import dev.scanctl.proto.v1.ScanServiceGrpc;
import dev.scanctl.proto.v1.ServerInfo;
import dev.scanctl.proto.v1.SubmitRequest;
import dev.scanctl.proto.v1.SubmitResponse;
import dev.scanctl.proto.v1.WatchScanRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers what a test tells it to, and keeps what it was asked. A call without an answer is refused as internal. */
final class TestingScanService extends ScanServiceGrpc.ScanServiceImplBase {
    private final Map<Class<?>, Deque<List<Object>>> answers = new HashMap<>();
    private final List<Message> asked = new ArrayList<>();

    /**
     * The next answer to requests of this kind; the last one is given again and again. A {@link Status} among the
     * messages, or one with trailers as an exception, ends the call with it; a {@link Runnable} is run and leaves the call open.
     */
    synchronized TestingScanService answer(Class<? extends Message> request, Object... stream) {
        answers.computeIfAbsent(request, r -> new ArrayDeque<>()).add(List.of(stream));
        return this;
    }

    /** The last request of this kind. */
    synchronized <T extends Message> T asked(Class<T> kind) {
        return asked.reversed().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " among " + asked));
    }

    /** Every request of this kind, in order. */
    synchronized <T extends Message> List<T> everyAsked(Class<T> kind) {
        return asked.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    synchronized boolean wasAsked(Class<? extends Message> kind) {
        return asked.stream().anyMatch(kind::isInstance);
    }

    private synchronized List<Object> next(Message request) {
        asked.add(request);
        Deque<List<Object>> queue = answers.getOrDefault(request.getClass(), new ArrayDeque<>());
        if (queue.isEmpty()) {
            String what = request.getClass().getSimpleName();
            return List.of(Status.INTERNAL.withDescription("the test has no answer to " + what));
        }
        return queue.size() > 1 ? queue.remove() : queue.element();
    }

    @SuppressWarnings("unchecked")
    private <T> void reply(Message request, StreamObserver<T> to) {
        for (Object each : next(request)) {
            if (each instanceof Status status) {
                to.onError(status.asRuntimeException());
                return;
            }
            if (each instanceof StatusRuntimeException refusal) {
                to.onError(refusal);
                return;
            }
            if (each instanceof Runnable action) {
                action.run();
                return;
            }
            to.onNext((T) each);
        }
        to.onCompleted();
    }

    @Override
    public void preview(SubmitRequest request, StreamObserver<PlanSummary> to) {
        reply(request, to);
    }

    @Override
    public void submit(SubmitRequest request, StreamObserver<SubmitResponse> to) {
        reply(request, to);
    }

    @Override
    public void listScans(ListScansRequest request, StreamObserver<ListScansResponse> to) {
        reply(request, to);
    }

    @Override
    public void getScan(GetScanRequest request, StreamObserver<ScanDetail> to) {
        reply(request, to);
    }

    @Override
    public void watchScan(WatchScanRequest request, StreamObserver<ScanEvent> to) {
        reply(request, to);
    }

    @Override
    public void pauseScan(ScanActionRequest request, StreamObserver<Scan> to) {
        reply(request, to);
    }

    @Override
    public void resumeScan(ScanActionRequest request, StreamObserver<Scan> to) {
        reply(request, to);
    }

    @Override
    public void cancelScan(ScanActionRequest request, StreamObserver<Scan> to) {
        reply(request, to);
    }

    @Override
    public void editScan(EditScanRequest request, StreamObserver<Scan> to) {
        reply(request, to);
    }

    @Override
    public void retryScan(ScanActionRequest request, StreamObserver<RetryScanResponse> to) {
        reply(request, to);
    }

    @Override
    public void deleteScan(ScanActionRequest request, StreamObserver<DeleteScanResponse> to) {
        reply(request, to);
    }

    @Override
    public void listResults(ListResultsRequest request, StreamObserver<ResultsPage> to) {
        reply(request, to);
    }

    @Override
    public void listHistory(ListHistoryRequest request, StreamObserver<HistoryPage> to) {
        reply(request, to);
    }

    @Override
    public void listAgents(ListAgentsRequest request, StreamObserver<ListAgentsResponse> to) {
        reply(request, to);
    }

    @Override
    public void getServerInfo(GetServerInfoRequest request, StreamObserver<ServerInfo> to) {
        reply(request, to);
    }
}
