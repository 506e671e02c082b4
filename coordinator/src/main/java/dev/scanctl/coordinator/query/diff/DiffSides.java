package dev.scanctl.coordinator.query.diff;

import dev.scanctl.coordinator.filter.Key;
import dev.scanctl.coordinator.filter.Query;
import dev.scanctl.coordinator.filter.Reach;
import dev.scanctl.coordinator.filter.text.Vocabulary;
import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.query.Asked;
import dev.scanctl.coordinator.query.Filter;
import dev.scanctl.coordinator.query.Group;
import dev.scanctl.coordinator.query.ScanView;
import dev.scanctl.coordinator.query.ScanViews;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.SegmentRow;
import dev.scanctl.proto.v1.DiffRequest;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.wire.PortState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds out what is to be compared with what. */
final class DiffSides {
    private final StoredPlans plans;
    private final DiffRequest request;
    private final List<String> gaps = new ArrayList<>();

    DiffSides(StoredPlans plans, DiffRequest request) {
        this.plans = plans;
        this.request = request;
    }

    /** What two sides observed, each in its time. */
    record Pair(Group before, Group after) {}

    /**
     * All of a comparison.
     *
     * @param filter of all states
     * @param test of which one side must pass; empty: none needed
     * @param gaps sentences about what cannot be compared as a whole
     */
    record Plan(List<Pair> pairs, Filter filter, Optional<Query> test, long watermark, List<String> gaps) {}

    /** Used within one transaction. */
    Plan plan(Tables tables, Vocabulary words) throws SQLException {
        Query query = Asked.of(
                ListResultsRequest.newBuilder().setAllStates(true).setFilter(request.getFilter()).build(), words);
        if (query.mentions(Key.SCAN)) {
            throw new BadInput("the filter of a comparison names no scans: name two before it, or --scan");
        }
        Reach reach = Reach.of(query, Set.copyOf(words.segments()));
        List<SegmentRow> known = tables.segments().list();
        Filter filter = Filter.of(query, reach, known).withStates(EnumSet.allOf(PortState.class));
        boolean tested = !reach.exact() || reach.states().size() < PortState.values().length;
        List<Pair> pairs = pairs(tables, filter, known);
        return new Plan(pairs, filter, tested ? Optional.of(query) : Optional.empty(), tables.watermark(), gaps);
    }

    private List<Pair> pairs(Tables tables, Filter filter, List<SegmentRow> known) throws SQLException {
        ScanViews views = new ScanViews(tables, plans);
        List<SegmentRow> from = within(Filter.segments(request.getFromList(), known), filter);
        if (request.getAgainstCount() > 0) {
            return across(views, from, Filter.segments(request.getAgainstList(), known));
        }
        boolean scans = !request.getBeforeScan().isEmpty() && !request.getAfterScan().isEmpty();
        if (!scans && request.getSinceMs() <= 0) {
            throw new BadInput("name two scans, or a time since when, or segments to compare with each other");
        }
        List<ScanView> before = scans ? views.named(List.of(request.getBeforeScan())) : views.all();
        List<ScanView> after = scans ? views.named(List.of(request.getAfterScan())) : before;
        if (scans) {
            note(before);
            note(after);
        }
        long sinceMs = scans ? Long.MAX_VALUE : request.getSinceMs();
        List<Pair> pairs = new ArrayList<>();
        for (SegmentRow segment : from) {
            List<ScanView> first = covering(before, segment);
            List<ScanView> second = covering(after, segment);
            if (!first.isEmpty() && !second.isEmpty()) {
                pairs.add(new Pair(
                        new Group(segment, first, 0, sinceMs),
                        new Group(segment, second, scans ? 0 : sinceMs, Long.MAX_VALUE)));
            } else if (!first.isEmpty() || !second.isEmpty()) {
                gaps.add("Only one of the two looked from " + segment.name() + ".");
            }
        }
        return pairs;
    }

    private static List<SegmentRow> within(List<SegmentRow> some, Filter filter) {
        return some.stream().filter(filter.segments()::contains).toList();
    }

    private List<Pair> across(ScanViews views, List<SegmentRow> from, List<SegmentRow> against) throws SQLException {
        if (request.getFromCount() == 0) {
            throw new BadInput("say which segment is compared with the other: --from beside --against");
        }
        List<ScanView> scans =
                request.getScan().isEmpty() ? views.all() : views.named(List.of(request.getScan()));
        if (!request.getScan().isEmpty()) {
            note(scans);
        }
        List<Pair> pairs = new ArrayList<>();
        for (SegmentRow one : from) {
            for (SegmentRow other : against) {
                List<ScanView> first = covering(scans, one);
                List<ScanView> second = covering(scans, other);
                if (first.isEmpty() || second.isEmpty()) {
                    gaps.add("Nobody looked from " + (first.isEmpty() ? one : other).name() + ".");
                } else {
                    pairs.add(new Pair(
                            new Group(one, first),
                            new Group(other, second)));
                }
            }
        }
        return pairs;
    }

    private static List<ScanView> covering(List<ScanView> scans, SegmentRow segment) {
        return scans.stream().filter(scan -> scan.covers(segment)).toList();
    }

    /** Scans that were named and do not tell everything; of all there ever were most do not. */
    private void note(List<ScanView> named) {
        named.stream()
                .filter(scan -> !scan.rests() || scan.cancelled())
                .map(scan -> "Scan " + scan.id() + (scan.rests() ? " was cancelled." : " has not ended."))
                .distinct()
                .forEach(gaps::add);
    }
}
