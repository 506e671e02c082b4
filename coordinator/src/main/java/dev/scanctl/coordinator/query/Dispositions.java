package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.ingest.ScanPlan;
import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.CommittedHosts;
import dev.scanctl.coordinator.store.row.OutcomeCount;
import dev.scanctl.coordinator.store.row.ScanHead;
import dev.scanctl.coordinator.store.row.ScanSegmentRow;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.proto.v1.GapCount;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How many ports of a scan ended how: those committed, and those that follow from the state of their unit. Used within
 * one transaction.
 */
public final class Dispositions {
    private static final Outcome QUARANTINED = Outcome.of(PortState.UNKNOWN, Reason.QUARANTINED);
    private static final Outcome CANCELLED = Outcome.of(PortState.NOT_PROBED, Reason.CANCELLED);

    private final Tables tables;
    private final StoredPlans plans;

    public Dispositions(Tables tables, StoredPlans plans) {
        this.tables = tables;
        this.plans = plans;
    }

    /** By segment and outcome, zeros left out; nothing if there is no such scan. */
    public List<OutcomeCount> of(long scanId) throws SQLException {
        Optional<ScanHead> head = tables.scans().head(scanId);
        if (head.isEmpty()) {
            return List.of();
        }
        List<OutcomeCount> counts = new ArrayList<>(tables.outcomes().counts(scanId));
        counts.removeIf(count -> count.ports() == 0);
        for (ScanSegmentRow segment : tables.scans().segments(scanId)) {
            derive(head.get(), segment, counts);
        }
        return counts;
    }

    /** The gaps among them, by name of segment. */
    public List<GapCount> gaps(long scanId) throws SQLException {
        List<GapCount> gaps = new ArrayList<>();
        List<OutcomeCount> counts = of(scanId);
        for (ScanSegmentRow segment : tables.scans().segments(scanId)) {
            counts.stream()
                    .filter(count -> count.segmentId() == segment.segmentId() && isGap(count.outcome()))
                    .forEach(count -> gaps.add(gap(segment.segment(), count.outcome(), count.ports())));
        }
        return gaps;
    }

    /** Whether a port that ended so was not looked at although it should have been. */
    public static boolean isGap(Outcome outcome) {
        return switch (outcome.state()) {
            case OPEN, CLOSED, FILTERED, OPEN_FILTERED -> false;
            case UNKNOWN -> true;
            case NOT_PROBED -> outcome.reason() != Reason.HOST_DOWN && outcome.reason() != Reason.EXCLUDED;
        };
    }

    static GapCount gap(String segment, Outcome outcome, long ports) {
        return GapCount.newBuilder()
                .setSegment(segment)
                .setStateValue(outcome.state().number())
                .setReasonValue(outcome.reason().number())
                .setPorts(ports)
                .build();
    }

    private void derive(ScanHead scan, ScanSegmentRow segment, List<OutcomeCount> counts) throws SQLException {
        long quarantined = 0;
        for (UnitRow unit : tables.units().in(scan.id(), segment.segmentId(), UnitState.QUARANTINED)) {
            quarantined += portsLeft(plans.of(tables, scan), unit);
        }
        add(counts, new OutcomeCount(scan.id(), segment.segmentId(), QUARANTINED, quarantined));
        if (scan.state() == ScanState.SCAN_STATE_CANCELLED) {
            long told = counts.stream()
                    .filter(count -> count.segmentId() == segment.segmentId())
                    .mapToLong(OutcomeCount::ports)
                    .sum();
            add(counts, new OutcomeCount(scan.id(), segment.segmentId(), CANCELLED, segment.probesTotal() - told));
        }
    }

    private long portsLeft(ScanPlan scan, UnitRow unit) throws SQLException {
        long hosts = scan.plan().unit(unit.key().unit()).addresses().size();
        for (CommittedHosts committed : tables.results().committed(unit.key())) {
            hosts -= committed.hosts().size();
        }
        return hosts * scan.plan().unit(unit.key().unit()).ports().size();
    }

    private static void add(List<OutcomeCount> counts, OutcomeCount more) {
        if (more.ports() > 0) {
            counts.add(more);
        }
    }
}
