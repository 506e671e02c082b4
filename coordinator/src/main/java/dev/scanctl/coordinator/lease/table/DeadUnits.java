package dev.scanctl.coordinator.lease.table;

import dev.scanctl.coordinator.lease.LeaseBatch;
import dev.scanctl.coordinator.plan.Plan;
import java.util.Set;

/**
 * Passes units whose hosts are all down: they need no agent, get no lease and no row, and are counted with the position
 * that moves past them. Owned by the lease table's thread.
 */
final class DeadUnits {
    /** Units passed at a time, each segment of each scan: some milliseconds of the desk's time. */
    private static final int MOST_IN_A_BATCH = 4096;

    /** @param advanced takes the segments whose position moves */
    void pass(Board board, Set<SegmentTrack> advanced) {
        for (ScanTrack scan : board.scans.values()) {
            if (scan.running() && scan.terms.plan().discovers()) {
                scan.segments.values().forEach(segment -> pass(segment, advanced));
            }
        }
    }

    /** Whether the unit at the position that is come to is there, and is to be probed as far as is known. */
    boolean pass(SegmentTrack segment, Set<SegmentTrack> advanced) {
        Plan plan = segment.scan.terms.plan();
        while (segment.takenPosition < segment.unitsTotal) {
            long unit = plan.unitAt(segment.takenPosition);
            if (!segment.down.all(unit)) {
                return true;
            }
            if (segment.deadUnits >= MOST_IN_A_BATCH) {
                return false;
            }
            segment.takenPosition++;
            segment.deadUnits++;
            segment.deadPorts += plan.hostsOf(unit) * plan.portsOf(unit);
            advanced.add(segment);
        }
        return false;
    }

    /** Where a segment has come to in the batch that is being made; the next batch begins anew. */
    LeaseBatch.Advanced position(SegmentTrack segment) {
        LeaseBatch.Advanced next = new LeaseBatch.Advanced(
                segment.scan.scanId,
                segment.segmentId,
                segment.takenPosition,
                segment.deadUnits,
                segment.deadPorts);
        segment.deadUnits = 0;
        segment.deadPorts = 0;
        return next;
    }
}
