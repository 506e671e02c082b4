package dev.scanctl.cli.client;

import dev.scanctl.proto.v1.FilterExplanation;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.QueryServiceGrpc.QueryServiceBlockingStub;

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

    private QueryServiceBlockingStub timed() {
        return stub.withDeadlineAfter(ScanClient.PATIENCE);
    }
}
