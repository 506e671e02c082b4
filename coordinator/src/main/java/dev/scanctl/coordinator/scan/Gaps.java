package dev.scanctl.coordinator.scan;

import dev.scanctl.coordinator.query.Dispositions;
import dev.scanctl.coordinator.store.row.OutcomeCount;
import dev.scanctl.coordinator.store.row.ScanRow;
import dev.scanctl.coordinator.store.row.ScanSegmentRow;
import dev.scanctl.proto.v1.GapCount;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.proto.v1.StateCounts;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a scan could not tell, and the counts of what it could. Pure. */
final class Gaps {
    private Gaps() {}

    /** Committed ports, and in a scan that has ended what its state says of the others. */
    static List<OutcomeCount> withRest(ScanRow scan, List<ScanSegmentRow> segments, List<OutcomeCount> committed) {
        List<OutcomeCount> all = new ArrayList<>(committed);
        Outcome rest = ofTheRest(scan.state());
        for (ScanSegmentRow segment : segments) {
            long left = segment.probesTotal() - ports(of(segment, committed));
            if (rest != null && left > 0) {
                all.add(new OutcomeCount(scan.id(), segment.segmentId(), rest, left));
            }
        }
        return all;
    }

    private static @Nullable Outcome ofTheRest(ScanState state) {
        return switch (state) {
            case SCAN_STATE_COMPLETED_WITH_GAPS -> Outcome.of(PortState.UNKNOWN, Reason.QUARANTINED);
            case SCAN_STATE_CANCELLED -> Outcome.of(PortState.NOT_PROBED, Reason.CANCELLED);
            case SCAN_STATE_RUNNING, SCAN_STATE_PAUSED, SCAN_STATE_COMPLETED, SCAN_STATE_UNSPECIFIED, UNRECOGNIZED ->
                null;
        };
    }

    static long ports(List<OutcomeCount> counts) {
        return counts.stream().mapToLong(OutcomeCount::ports).sum();
    }

    /** Those of one segment. */
    static List<OutcomeCount> of(ScanSegmentRow segment, List<OutcomeCount> counts) {
        return counts.stream()
                .filter(count -> count.segmentId() == segment.segmentId())
                .toList();
    }

    static List<GapCount> of(StoredScan scan) {
        List<GapCount> gaps = new ArrayList<>();
        for (ScanSegmentRow segment : scan.segments()) {
            of(segment, scan.dispositions()).stream()
                    .filter(count -> count.ports() > 0 && Dispositions.isGap(count.outcome()))
                    .forEach(count -> gaps.add(gap(segment.segment(), count)));
        }
        return gaps;
    }

    private static GapCount gap(String segment, OutcomeCount count) {
        return GapCount.newBuilder()
                .setSegment(segment)
                .setStateValue(count.outcome().state().number())
                .setReasonValue(count.outcome().reason().number())
                .setPorts(count.ports())
                .build();
    }

    static StateCounts sum(List<OutcomeCount> counts) {
        StateCounts.Builder sum = StateCounts.newBuilder();
        for (OutcomeCount count : counts) {
            long ports = count.ports();
            switch (count.outcome().state()) {
                case OPEN -> sum.setOpen(sum.getOpen() + ports);
                case CLOSED -> sum.setClosed(sum.getClosed() + ports);
                case FILTERED -> sum.setFiltered(sum.getFiltered() + ports);
                case OPEN_FILTERED -> sum.setOpenFiltered(sum.getOpenFiltered() + ports);
                case UNKNOWN -> sum.setUnknown(sum.getUnknown() + ports);
                case NOT_PROBED -> sum.setNotProbed(sum.getNotProbed() + ports);
            }
        }
        return sum.build();
    }
}
