package dev.scanctl.coordinator.scan;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.query.Dispositions;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.OutcomeCount;
import dev.scanctl.coordinator.store.row.ScanRow;
import dev.scanctl.coordinator.store.row.ScanSegmentRow;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.proto.v1.ExclusionOverlay;
import dev.scanctl.proto.v1.PlanSummary;
import dev.scanctl.proto.v1.ScanSpec;
import dev.scanctl.wire.AddressSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All rows of one scan that its messages are made of, read in one transaction.
 *
 * @param committed ports by segment and outcome
 * @param dispositions the same with what follows from the state of units and of a scan that has ended
 * @param prunedMs when its results were removed; 0: they are there
 * @param quarantined units by segment; empty for a list of scans, and for one that runs, whose units the desk counts
 */
record StoredScan(
        ScanRow row,
        List<ScanSegmentRow> segments,
        List<OutcomeCount> committed,
        List<OutcomeCount> dispositions,
        long prunedMs,
        Map<Integer, Long> quarantined) {

    /** Looks at no unit, so that it costs the same for every scan: for a list, and while a scan runs. */
    static StoredScan brief(Tables tables, ScanRow row) throws SQLException {
        List<ScanSegmentRow> segments = tables.scans().segments(row.id());
        List<OutcomeCount> committed = tables.outcomes().counts(row.id());
        List<OutcomeCount> dispositions = Gaps.withRest(row, segments, committed);
        return new StoredScan(
                row, segments, committed, dispositions, tables.pruned().begun(row.id()).orElse(0L), Map.of());
    }

    /** The same, exact to the port, for a scan that has ended. */
    static StoredScan whole(Tables tables, ScanRow row, StoredPlans plans) throws SQLException {
        StoredScan scan = brief(tables, row);
        if (!Verb.ended(row.state()) || scan.prunedMs > 0) {
            return scan;
        }
        Map<Integer, Long> quarantined = new HashMap<>();
        for (ScanSegmentRow segment : scan.segments) {
            Map<UnitState, Long> units = tables.units().counts(row.id(), segment.segmentId());
            quarantined.put(segment.segmentId(), units.getOrDefault(UnitState.QUARANTINED, 0L));
        }
        List<OutcomeCount> exact = new Dispositions(tables, plans).of(row.id());
        return new StoredScan(row, scan.segments, scan.committed, exact, 0, quarantined);
    }

    /** The spec as submitted, with what was edited since. */
    static ScanSpec spec(ScanRow row) {
        return parsed(row, () -> ScanSpec.parseFrom(row.spec()).toBuilder()
                .setName(row.name())
                .setReason(row.reason())
                .setPriority(row.priority())
                .setRatePps(row.ratePps())
                .setHostRatePps(row.hostRatePps())
                .build());
    }

    /** Resolved names, exclusions and warnings, see {@link Summary#findings}. */
    static PlanSummary findings(ScanRow row) {
        return parsed(row, () -> PlanSummary.parseFrom(row.names()));
    }

    /** What was excluded since the scan began. */
    static AddressSet overlay(ScanRow row) {
        return RangeMessages.addresses(
                parsed(row, () -> ExclusionOverlay.parseFrom(row.overlayRanges()).getAddressesList()));
    }

    /** How people are told which scan is meant. */
    static String label(ScanRow row) {
        return row.name().isEmpty() ? "scan " + row.id() : "scan " + row.id() + " (" + row.name() + ")";
    }

    private interface Parsing<T> {
        T parse() throws InvalidProtocolBufferException;
    }

    private static <T> T parsed(ScanRow row, Parsing<T> parsing) {
        try {
            return parsing.parse();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the stored " + label(row) + " is damaged", e);
        }
    }
}
