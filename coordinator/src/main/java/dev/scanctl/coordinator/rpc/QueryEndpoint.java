package dev.scanctl.coordinator.rpc;

import dev.scanctl.coordinator.query.Explanation;
import dev.scanctl.coordinator.query.Words;
import dev.scanctl.proto.v1.FilterExplanation;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.QueryServiceGrpc;
import io.grpc.stub.StreamObserver;

/** What operators ask of what was seen, beyond lists of it. */
public final class QueryEndpoint extends QueryServiceGrpc.QueryServiceImplBase {
    private final Words words;

    public QueryEndpoint(Words words) {
        this.words = words;
    }

    @Override
    public void explainFilter(ListResultsRequest request, StreamObserver<FilterExplanation> caller) {
        Answers.once(caller, () -> Explanation.of(request, words));
    }
}
