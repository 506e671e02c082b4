package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.OutcomeCount;
import dev.scanctl.coordinator.store.row.ScanSegmentRow;
import dev.scanctl.proto.v1.Coverage;
import dev.scanctl.proto.v1.CoverageReport;
import dev.scanctl.proto.v1.CoverageRow;
import dev.scanctl.wire.Outcome;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a scan looked at, counted by segment: observed, unknown, not probed and why, or not reached yet. */
public final class CoverageQuery {
    private static final Comparator<CoverageRow> IN_ORDER = Comparator.comparing(CoverageRow::getSegment)
            .thenComparing(CoverageRow::getCoverageValue)
            .thenComparing(CoverageRow::getReasonValue);

    private final Store store;
    private final StoredPlans plans;

    public CoverageQuery(Store store, StoredPlans plans) {
        this.store = store;
        this.plans = plans;
    }

    /** Of a scan by id or name; {@link NoSuchScan} if there is none. */
    public CoverageReport of(String scan) {
        return store.read(tables -> {
            ScanView view = new ScanViews(tables, plans).named(List.of(scan)).getFirst();
            return CoverageReport.newBuilder()
                    .setScanId(view.id())
                    .addAllRows(rows(tables, view.id()))
                    .build();
        });
    }

    private List<CoverageRow> rows(Tables tables, long scanId) throws SQLException {
        List<OutcomeCount> counts = new Dispositions(tables, plans).of(scanId);
        List<CoverageRow> rows = new ArrayList<>();
        for (ScanSegmentRow segment : tables.scans().segments(scanId)) {
            List<OutcomeCount> own = counts.stream()
                    .filter(count -> count.segmentId() == segment.segmentId())
                    .toList();
            long observed = own.stream()
                    .filter(count -> count.outcome().state().observed())
                    .mapToLong(OutcomeCount::ports)
                    .sum();
            add(rows, segment, Coverage.COVERAGE_OBSERVED, observed);
            own.stream()
                    .filter(count -> !count.outcome().state().observed())
                    .forEach(count -> rows.add(row(segment, count)));
            long told = own.stream().mapToLong(OutcomeCount::ports).sum();
            add(rows, segment, Coverage.COVERAGE_PENDING, segment.probesTotal() - told);
        }
        rows.sort(IN_ORDER);
        return rows;
    }

    private static void add(List<CoverageRow> rows, ScanSegmentRow segment, Coverage coverage, long ports) {
        if (ports > 0) {
            rows.add(row(segment, ports).setCoverage(coverage).build());
        }
    }

    private static CoverageRow row(ScanSegmentRow segment, OutcomeCount count) {
        Outcome outcome = count.outcome();
        Coverage coverage = switch (outcome.state()) {
            case OPEN, CLOSED, FILTERED, OPEN_FILTERED -> Coverage.COVERAGE_OBSERVED;
            case UNKNOWN -> Coverage.COVERAGE_UNKNOWN;
            case NOT_PROBED -> Coverage.COVERAGE_NOT_PROBED;
        };
        return row(segment, count.ports())
                .setCoverage(coverage)
                .setReasonValue(outcome.reason().number())
                .setGap(Dispositions.isGap(outcome))
                .build();
    }

    private static CoverageRow.Builder row(ScanSegmentRow segment, long ports) {
        return CoverageRow.newBuilder()
                .setSegment(segment.segment())
                .setPorts(ports)
                .setPlanned(segment.probesTotal());
    }
}
