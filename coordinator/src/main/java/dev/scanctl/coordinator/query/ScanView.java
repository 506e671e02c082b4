package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.ingest.ScanPlan;
import dev.scanctl.coordinator.store.row.ScanHead;
import dev.scanctl.coordinator.store.row.SegmentRow;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.wire.Address;
import java.util.List;
import java.util.Map;

/**
 * A scan as a query sees it from start to end.
 *
 * @param segments by name
 * @param firstMs see ScanSegmentRow, by id of the segment
 * @param names typed host names by the address they resolved to
 * @param zone of its link-local addresses; empty: it has none
 */
public record ScanView(
        ScanHead head,
        ScanPlan plan,
        List<SegmentRow> segments,
        Map<Integer, Long> firstMs,
        Map<Address, List<String>> names,
        String zone) {

    public long id() {
        return head.id();
    }

    public boolean rests() {
        return head.state() != ScanState.SCAN_STATE_RUNNING && head.state() != ScanState.SCAN_STATE_PAUSED;
    }

    /** Nothing of it was observed later; while it goes on, no bound. */
    long endMs() {
        return head.endedMs() == 0 ? Long.MAX_VALUE : head.endedMs();
    }

    /** Nothing of it was observed earlier from a segment, whatever the clock did meanwhile. */
    long firstMs(SegmentRow segment) {
        return Math.min(head.createdMs(), firstMs.getOrDefault(segment.id(), 0L));
    }

    public boolean cancelled() {
        return head.state() == ScanState.SCAN_STATE_CANCELLED;
    }

    public boolean covers(SegmentRow segment) {
        return segments.stream().anyMatch(own -> own.id() == segment.id());
    }
}
