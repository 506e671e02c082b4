package dev.scanctl.coordinator.rpc;

import dev.scanctl.coordinator.query.ResultsQuery;
import dev.scanctl.coordinator.query.host.HistoryQuery;
import dev.scanctl.coordinator.rpc.guard.Callers;
import dev.scanctl.coordinator.scan.ScanViews;
import dev.scanctl.coordinator.scan.Scans;
import dev.scanctl.coordinator.scan.Watching;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.row.SegmentRow;
import dev.scanctl.coordinator.store.trust.AgentIdentityRow;
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
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.function.Supplier;

/** What operators call. Finds the part that answers; decides nothing itself. */
public final class ScanEndpoint extends ScanServiceGrpc.ScanServiceImplBase {
    /** What reads committed results. */
    public record Queries(ResultsQuery results, HistoryQuery history) {}

    private final Store store;
    private final Scans scans;
    private final ScanViews views;
    private final Watching watching;
    private final Queries queries;
    private final AgentList agents;
    private final ServerInfo server;

    /**
     * @param identities of all agents that enrolled
     * @param server what does not change while the coordinator runs; segments are added to it
     */
    public ScanEndpoint(
            Store store,
            Scans scans,
            ScanViews views,
            Watching watching,
            Queries queries,
            Supplier<List<AgentIdentityRow>> identities,
            ServerInfo server) {
        this.queries = queries;
        this.store = store;
        this.scans = scans;
        this.views = views;
        this.watching = watching;
        this.agents = new AgentList(store, views, identities);
        this.server = server;
    }

    @Override
    public void preview(SubmitRequest request, StreamObserver<PlanSummary> caller) {
        Answers.once(caller, () -> scans.preview(request, Callers.current()));
    }

    @Override
    public void submit(SubmitRequest request, StreamObserver<SubmitResponse> caller) {
        Answers.once(caller, () -> scans.submit(request, Callers.current()));
    }

    @Override
    public void listScans(ListScansRequest request, StreamObserver<ListScansResponse> caller) {
        Answers.once(caller, () -> views.list(request));
    }

    @Override
    public void getScan(GetScanRequest request, StreamObserver<ScanDetail> caller) {
        Answers.once(caller, () -> views.detail(request));
    }

    @Override
    public void watchScan(WatchScanRequest request, StreamObserver<ScanEvent> caller) {
        Answers.stream("watch-scan", caller, out -> watching.watch(request, out::send));
    }

    @Override
    public void pauseScan(ScanActionRequest request, StreamObserver<Scan> caller) {
        Answers.once(caller, () -> scans.pause(request));
    }

    @Override
    public void resumeScan(ScanActionRequest request, StreamObserver<Scan> caller) {
        Answers.once(caller, () -> scans.resume(request));
    }

    @Override
    public void cancelScan(ScanActionRequest request, StreamObserver<Scan> caller) {
        Answers.once(caller, () -> scans.cancel(request));
    }

    @Override
    public void editScan(EditScanRequest request, StreamObserver<Scan> caller) {
        Answers.once(caller, () -> scans.edit(request));
    }

    @Override
    public void retryScan(ScanActionRequest request, StreamObserver<RetryScanResponse> caller) {
        Answers.once(caller, () -> scans.retry(request));
    }

    @Override
    public void deleteScan(ScanActionRequest request, StreamObserver<DeleteScanResponse> caller) {
        Answers.once(caller, () -> DeleteScanResponse.newBuilder()
                .setScanId(scans.delete(request))
                .build());
    }

    @Override
    public void listResults(ListResultsRequest request, StreamObserver<ResultsPage> caller) {
        Answers.stream("list-results", caller, out -> queries.results().run(request, out::take));
    }

    @Override
    public void listHistory(ListHistoryRequest request, StreamObserver<HistoryPage> caller) {
        Answers.stream("list-history", caller, out -> queries.history().run(request, out::take));
    }

    @Override
    public void listAgents(ListAgentsRequest request, StreamObserver<ListAgentsResponse> caller) {
        Answers.once(caller, () -> agents.list(request));
    }

    @Override
    public void getServerInfo(GetServerInfoRequest request, StreamObserver<ServerInfo> caller) {
        Answers.once(caller, () -> server.toBuilder()
                .addAllSegments(store.read(tables -> tables.segments().list()).stream()
                        .map(SegmentRow::name)
                        .toList())
                .build());
    }
}
