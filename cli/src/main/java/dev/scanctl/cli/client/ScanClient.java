package dev.scanctl.cli.client;

import dev.scanctl.proto.v1.AgentInfo;
import dev.scanctl.proto.v1.AuditServiceGrpc;
import dev.scanctl.proto.v1.EditScanRequest;
import dev.scanctl.proto.v1.GetScanRequest;
import dev.scanctl.proto.v1.GetServerInfoRequest;
import dev.scanctl.proto.v1.HistoryPage;
import dev.scanctl.proto.v1.ImportHeader;
import dev.scanctl.proto.v1.ImportServiceGrpc;
import dev.scanctl.proto.v1.KeepingServiceGrpc;
import dev.scanctl.proto.v1.ListAgentsRequest;
import dev.scanctl.proto.v1.ListHistoryRequest;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.ListScansRequest;
import dev.scanctl.proto.v1.ListScansResponse;
import dev.scanctl.proto.v1.PlanSummary;
import dev.scanctl.proto.v1.QueryServiceGrpc;
import dev.scanctl.proto.v1.ResultsPage;
import dev.scanctl.proto.v1.RetryScanResponse;
import dev.scanctl.proto.v1.Scan;
import dev.scanctl.proto.v1.ScanActionRequest;
import dev.scanctl.proto.v1.ScanDetail;
import dev.scanctl.proto.v1.ScanEvent;
import dev.scanctl.proto.v1.ScanServiceGrpc;
import dev.scanctl.proto.v1.ScanServiceGrpc.ScanServiceBlockingStub;
import dev.scanctl.proto.v1.ServerInfo;
import dev.scanctl.proto.v1.SubmitRequest;
import dev.scanctl.proto.v1.SubmitResponse;
import dev.scanctl.proto.v1.WatchScanRequest;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** What operators may ask of a coordinator. Every refused call is a {@link dev.scanctl.cli.exit.Failure}. */
public final class ScanClient implements AutoCloseable {
    /** Long enough for a plan of many host names; a call without an answer by then will not get one. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Connection connection;
    private final String coordinator;
    private final String advice;
    private final ScanServiceBlockingStub stub;

    /**
     * @param coordinator as shown to people
     * @param advice what to do where it does not answer
     */
    public ScanClient(Connection connection, String coordinator, String advice) {
        this.connection = connection;
        this.coordinator = coordinator;
        this.advice = advice;
        this.stub = ScanServiceGrpc.newBlockingStub(connection.channel());
    }

    /** Where the calls go, as shown to people. */
    public String coordinator() {
        return coordinator;
    }

    /** Tries to connect now rather than after the pause that failed attempts have earned. */
    void connectAnew() {
        connection.channel().resetConnectBackoff();
    }

    public ServerInfo serverInfo(Duration patience) {
        return guarded(() -> stub.withDeadlineAfter(patience).getServerInfo(GetServerInfoRequest.getDefaultInstance()));
    }

    public ServerInfo serverInfo() {
        return serverInfo(PATIENCE);
    }

    public PlanSummary preview(SubmitRequest request) {
        return guarded(() -> timed().preview(request));
    }

    public SubmitResponse submit(SubmitRequest request) {
        return guarded(() -> timed().submit(request));
    }

    public ListScansResponse scans(ListScansRequest request) {
        return guarded(() -> timed().listScans(request));
    }

    /** By id or name. */
    public ScanDetail scan(String scan) {
        return guarded(() -> timed().getScan(GetScanRequest.newBuilder().setScan(scan).build()));
    }

    public Scan pause(String scan) {
        return guarded(() -> timed().pauseScan(action(scan)));
    }

    public Scan resume(String scan) {
        return guarded(() -> timed().resumeScan(action(scan)));
    }

    public Scan cancel(String scan) {
        return guarded(() -> timed().cancelScan(action(scan)));
    }

    public Scan edit(EditScanRequest request) {
        return guarded(() -> timed().editScan(request));
    }

    public RetryScanResponse retry(String scan) {
        return guarded(() -> timed().retryScan(action(scan)));
    }

    /** The id of what is gone. */
    public long delete(String scan) {
        return guarded(() -> timed().deleteScan(action(scan))).getScanId();
    }

    public List<AgentInfo> agents(List<String> segments) {
        ListAgentsRequest request = ListAgentsRequest.newBuilder().addAllSegments(segments).build();
        return guarded(() -> timed().listAgents(request)).getAgentsList();
    }

    public Answers<ScanEvent> watch(WatchScanRequest request) {
        return streamed(() -> stub.watchScan(request));
    }

    public Answers<ResultsPage> results(ListResultsRequest request) {
        return streamed(() -> stub.listResults(request));
    }

    public Answers<HistoryPage> history(ListHistoryRequest request) {
        return streamed(() -> stub.listHistory(request));
    }

    /** For auditors. */
    public AuditClient audit() {
        return new AuditClient(AuditServiceGrpc.newBlockingStub(connection.channel()), this);
    }

    /** Questions beyond lists. */
    public QueryClient queries() {
        return new QueryClient(QueryServiceGrpc.newBlockingStub(connection.channel()), this);
    }

    /** Hands in what another scanner has seen; its hosts follow. */
    public Upload upload(ImportHeader header) {
        return new Upload(ImportServiceGrpc.newBlockingV2Stub(connection.channel()).importScan(), this).begin(header);
    }

    /** For admins. */
    public IdentityClient identities() {
        return new IdentityClient(connection.channel(), this);
    }

    /** For admins. */
    public KeepingClient keeping() {
        return new KeepingClient(KeepingServiceGrpc.newBlockingStub(connection.channel()), this);
    }

    /** What bounds all scans. */
    public ControlClient control() {
        return new ControlClient(connection.channel(), this);
    }

    private ScanServiceBlockingStub timed() {
        return stub.withDeadlineAfter(PATIENCE);
    }

    <T> Answers<T> streamed(Supplier<Iterator<T>> call) {
        Context.CancellableContext context = Context.current().withCancellation();
        Context before = context.attach();
        try {
            return new Answers<>(context, this::guarded, guarded(call));
        } finally {
            context.detach(before);
        }
    }

    <R> R guarded(Supplier<R> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            throw Refusals.of(e, coordinator, advice);
        }
    }

    private static ScanActionRequest action(String scan) {
        return ScanActionRequest.newBuilder().setScan(scan).setRequestId(newRequestId()).build();
    }

    /** An id that makes a repeated request harmless. */
    public static String newRequestId() {
        return UUID.randomUUID().toString();
    }

    @Override
    public void close() {
        connection.close();
    }
}
