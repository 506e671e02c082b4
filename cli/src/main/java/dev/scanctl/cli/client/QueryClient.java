package dev.scanctl.cli.client;

import dev.scanctl.proto.v1.ChangeLabelRequest;
import dev.scanctl.proto.v1.CoverageReport;
import dev.scanctl.proto.v1.DeleteFilterRequest;
import dev.scanctl.proto.v1.DeleteFilterResponse;
import dev.scanctl.proto.v1.DiffPage;
import dev.scanctl.proto.v1.DiffRequest;
import dev.scanctl.proto.v1.FilterExplanation;
import dev.scanctl.proto.v1.GetScanRequest;
import dev.scanctl.proto.v1.HostsPage;
import dev.scanctl.proto.v1.Label;
import dev.scanctl.proto.v1.ListFiltersRequest;
import dev.scanctl.proto.v1.ListHostsRequest;
import dev.scanctl.proto.v1.ListLabelsRequest;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.QueryServiceGrpc.QueryServiceBlockingStub;
import dev.scanctl.proto.v1.SavedFilter;
import dev.scanctl.proto.v1.WhyFinding;
import dev.scanctl.proto.v1.WhyRequest;
import java.util.List;

/** What operators may ask of what was seen, beyond lists of it. */
public final class QueryClient {
    private final QueryServiceBlockingStub stub;
    private final ScanClient calls;

    QueryClient(QueryServiceBlockingStub stub, ScanClient calls) {
        this.stub = stub;
        this.calls = calls;
    }

    public FilterExplanation explain(ListResultsRequest request) {
        return calls.guarded(() -> timed().explainFilter(request));
    }

    public Answers<DiffPage> diff(DiffRequest request) {
        return calls.streamed(() -> stub.diff(request));
    }

    public Answers<HostsPage> hosts(ListHostsRequest request) {
        return calls.streamed(() -> stub.listHosts(request));
    }

    public CoverageReport coverage(String scan) {
        return calls.guarded(() -> timed().getCoverage(GetScanRequest.newBuilder().setScan(scan).build()));
    }

    /** Of a scan, or of HOST:PORT. */
    public List<WhyFinding> why(String what) {
        return calls.guarded(() -> timed().why(WhyRequest.newBuilder().setWhat(what).build())).getFindingsList();
    }

    public Label changeLabel(ChangeLabelRequest request) {
        return calls.guarded(() -> timed().changeLabel(request));
    }

    public List<Label> labels() {
        return calls.guarded(() -> timed().listLabels(ListLabelsRequest.getDefaultInstance())).getLabelsList();
    }

    public SavedFilter saveFilter(String name, String expression) {
        SavedFilter filter =
                SavedFilter.newBuilder().setName(name).setExpression(expression).build();
        return calls.guarded(() -> timed().saveFilter(filter));
    }

    public List<SavedFilter> filters() {
        return calls.guarded(() -> timed().listFilters(ListFiltersRequest.getDefaultInstance())).getFiltersList();
    }

    public DeleteFilterResponse deleteFilter(String name) {
        DeleteFilterRequest request = DeleteFilterRequest.newBuilder().setName(name).build();
        return calls.guarded(() -> timed().deleteFilter(request));
    }

    private QueryServiceBlockingStub timed() {
        return stub.withDeadlineAfter(ScanClient.PATIENCE);
    }
}
