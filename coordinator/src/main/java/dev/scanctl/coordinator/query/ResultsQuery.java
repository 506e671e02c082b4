package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.filter.Query;
import dev.scanctl.coordinator.filter.Reach;
import dev.scanctl.coordinator.filter.text.Vocabulary;
import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.grammar.NameResolver;
import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.row.SegmentRow;
import dev.scanctl.proto.v1.GapCount;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.RemarkCount;
import dev.scanctl.proto.v1.ResultsPage;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Observations as one page after the other: of named scans by (scan, segment, address, protocol, port), or without a
 * name the latest of each port over all scans by (segment, address, protocol, port). Space and the length of a
 * transaction do not depend on how much there is.
 */
public final class ResultsQuery {
    private final Store store;
    private final StoredPlans plans;
    private final Words words;

    /**
     * @param names asked for host names in a filter that no scan resolved
     */
    public ResultsQuery(Store store, StoredPlans plans, NameResolver names) {
        this.store = store;
        this.plans = plans;
        this.words = new Words(store, plans, names);
    }

    /** What a query sees: scans as they were, results up to the watermark. */
    private record Start(List<ScanView> scans, List<SegmentRow> segments, long watermark) {}

    /**
     * Sends pages until there is no more or they are not wanted; the last one carries the gaps.
     *
     * @throws NoSuchScan if a named scan is not there
     * @throws BadInput if a filter cannot be understood
     */
    public void run(ListResultsRequest request, Pages<ResultsPage> pages) {
        Vocabulary vocabulary = words.now(request.getScansList());
        Query query = Asked.of(request, vocabulary);
        Reach reach = Reach.of(query, Set.copyOf(vocabulary.segments()));
        boolean named = reach.scans().isPresent();
        long beforeMs = request.getAsOfMs() == 0 ? Long.MAX_VALUE : request.getAsOfMs() + 1;
        if (named && request.getAsOfMs() != 0) {
            throw new BadInput("what a scan saw does not depend on a time: name no scan, or no time as of which");
        }
        Start start = store.read(tables -> {
            ScanViews views = new ScanViews(tables, plans);
            List<ScanView> scans = named ? views.named(names(reach.scans().get())) : views.all();
            Filter.segments(request.getSegmentsList(), tables.segments().list());
            return new Start(scans, tables.segments().list(), tables.watermark());
        });
        Filter filter = Filter.of(query, reach, start.segments);
        List<Group> groups = named ? byScan(start, filter) : latest(start, filter, beforeMs);
        ObservationPages out = new ObservationPages(pages, filter, request.getLimit(), request.getMergePorts());
        for (Group group : groups) {
            observe(group, filter, start.watermark, out);
        }
        if (out.wanted()) {
            List<Long> pruned = named
                    ? List.of()
                    : store.read(tables -> new ScanViews(tables, plans).pruned(filter));
            out.finish(ResultsPage.newBuilder()
                    .addAllGaps(gaps(groups, filter, start.watermark))
                    .addAllRemarks(remarks(named, groups))
                    .addAllRunningScans(running(start))
                    .addAllPrunedScans(pruned)
                    .build());
        }
    }

    private static List<String> names(Set<Long> ids) {
        return ids.stream().map(String::valueOf).toList();
    }

    private static List<Long> running(Start start) {
        return start.scans.stream().filter(scan -> !scan.rests()).map(ScanView::id).toList();
    }

    private static List<Group> byScan(Start start, Filter filter) {
        List<Group> groups = new ArrayList<>();
        for (ScanView scan : start.scans) {
            filter.segments().stream()
                    .filter(scan::covers)
                    .forEach(segment -> groups.add(new Group(segment, List.of(scan))));
        }
        return groups;
    }

    private static List<Group> latest(Start start, Filter filter, long beforeMs) {
        List<Group> groups = new ArrayList<>();
        for (SegmentRow segment : filter.segments()) {
            List<ScanView> scans =
                    start.scans.stream().filter(scan -> scan.covers(segment)).toList();
            if (!scans.isEmpty()) {
                groups.add(new Group(segment, scans, 0, beforeMs));
            }
        }
        return groups;
    }

    private void observe(Group group, Filter filter, long watermark, ObservationPages out) {
        if (!out.open() || filter.states().isEmpty()) {
            return;
        }
        PortCanvas canvas = new PortCanvas();
        Predicate<Outcome> passes = group.scans().size() > 1
                ? outcome -> true
                : outcome -> filter.states().contains(outcome.state());
        new Walk(store, group, filter, watermark).each(Candidates.of(store, group, filter), new Walk.Visitor() {
            @Override
            public boolean visit(Address address, List<Piece> pieces) {
                for (Protocol protocol : Protocol.values()) {
                    List<Piece> own = pieces.stream()
                            .filter(piece -> piece.unit().protocol() == protocol)
                            .toList();
                    canvas.paint(own, filter.ports(protocol), passes);
                    out.add(group, address, protocol, canvas);
                }
                return out.open();
            }

            @Override
            public void windowEnds() {
                out.windowEnds();
            }
        });
    }

    /** Of scans that were named: of all there ever were it would be too much. */
    private List<RemarkCount> remarks(boolean named, List<Group> groups) {
        List<RemarkCount> remarks = new ArrayList<>();
        for (Group group : named ? groups : List.<Group>of()) {
            SegmentRow segment = group.segment();
            for (ScanView scan : group.scans()) {
                remarks.addAll(
                        store.read(tables -> RemarkCounts.of(tables, scan.id(), segment.id(), segment.name())));
            }
        }
        return remarks;
    }

    private List<GapCount> gaps(List<Group> groups, Filter filter, long watermark) {
        List<GapCount> gaps = new ArrayList<>();
        Map<Long, List<GapCount>> ofScans = new HashMap<>();
        for (Group group : groups) {
            gaps.addAll(new Gaps(store, plans, group, filter, watermark).count(ofScans));
        }
        return Gaps.sum(gaps);
    }

}
