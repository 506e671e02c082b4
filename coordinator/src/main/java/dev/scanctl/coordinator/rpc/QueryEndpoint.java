package dev.scanctl.coordinator.rpc;

import dev.scanctl.coordinator.notes.Labels;
import dev.scanctl.coordinator.notes.SavedFilters;
import dev.scanctl.coordinator.query.CoverageQuery;
import dev.scanctl.coordinator.query.Explanation;
import dev.scanctl.coordinator.query.Words;
import dev.scanctl.coordinator.query.diff.DiffQuery;
import dev.scanctl.coordinator.query.host.HostsQuery;
import dev.scanctl.coordinator.why.WhyQuery;
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
import dev.scanctl.proto.v1.ListFiltersResponse;
import dev.scanctl.proto.v1.ListHostsRequest;
import dev.scanctl.proto.v1.ListLabelsRequest;
import dev.scanctl.proto.v1.ListLabelsResponse;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.QueryServiceGrpc;
import dev.scanctl.proto.v1.SavedFilter;
import dev.scanctl.proto.v1.WhyAnswer;
import dev.scanctl.proto.v1.WhyRequest;
import io.grpc.stub.StreamObserver;

/** What operators ask of what was seen, beyond lists of it. */
public final class QueryEndpoint extends QueryServiceGrpc.QueryServiceImplBase {
    private final Words words;
    private final Labels labels;
    private final SavedFilters filters;
    private final Questions questions;

    /** What reads what was seen. */
    public record Questions(DiffQuery diff, HostsQuery hosts, CoverageQuery coverage, WhyQuery why) {}

    public QueryEndpoint(Words words, Labels labels, SavedFilters filters, Questions questions) {
        this.questions = questions;
        this.words = words;
        this.labels = labels;
        this.filters = filters;
    }

    @Override
    public void explainFilter(ListResultsRequest request, StreamObserver<FilterExplanation> caller) {
        Answers.once(caller, () -> Explanation.of(request, words));
    }

    @Override
    public void diff(DiffRequest request, StreamObserver<DiffPage> caller) {
        Answers.stream("diff", caller, out -> questions.diff().run(request, out::take));
    }

    @Override
    public void listHosts(ListHostsRequest request, StreamObserver<HostsPage> caller) {
        Answers.stream("list-hosts", caller, out -> questions.hosts().run(request, out::take));
    }

    @Override
    public void getCoverage(GetScanRequest request, StreamObserver<CoverageReport> caller) {
        Answers.once(caller, () -> questions.coverage().of(request.getScan()));
    }

    @Override
    public void why(WhyRequest request, StreamObserver<WhyAnswer> caller) {
        Answers.once(caller, () -> questions.why().answer(request));
    }

    @Override
    public void changeLabel(ChangeLabelRequest request, StreamObserver<Label> caller) {
        Answers.once(caller, () -> labels.change(request));
    }

    @Override
    public void listLabels(ListLabelsRequest request, StreamObserver<ListLabelsResponse> caller) {
        Answers.once(caller, labels::list);
    }

    @Override
    public void saveFilter(SavedFilter request, StreamObserver<SavedFilter> caller) {
        Answers.once(caller, () -> filters.save(request));
    }

    @Override
    public void listFilters(ListFiltersRequest request, StreamObserver<ListFiltersResponse> caller) {
        Answers.once(caller, filters::list);
    }

    @Override
    public void deleteFilter(DeleteFilterRequest request, StreamObserver<DeleteFilterResponse> caller) {
        Answers.once(caller, () -> {
            filters.delete(request.getName());
            return DeleteFilterResponse.getDefaultInstance();
        });
    }
}
