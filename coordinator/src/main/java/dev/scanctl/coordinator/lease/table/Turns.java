package dev.scanctl.coordinator.lease.table;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whose turn it is: scans within a segment, and segments within a scan. Owned by the lease table's thread. */
final class Turns {
    private final Board board;
    private final Leases leases;
    /** Where the round of each segment has come to. */
    private final Map<Integer, Double> rounds = new HashMap<>();

    Turns(Board board, Leases leases) {
        this.board = board;
        this.leases = leases;
    }

    /** The running scans of a segment take turns by priority: start-time fair queueing. */
    List<SegmentTrack> of(int segmentId) {
        return board.runningIn(segmentId)
                .filter(SegmentTrack::open)
                .sorted(Comparator.comparingDouble(segment -> segment.turn))
                .toList();
    }

    /** @param op number of the batch that hands out one of its units */
    void took(SegmentTrack segment, long op) {
        segment.pickedOp = op;
        double start = Math.max(segment.turn, rounds.getOrDefault(segment.segmentId, 0.0));
        rounds.put(segment.segmentId, start);
        segment.turn = start + 1.0 / segment.scan.terms.priority();
    }

    /**
     * Where a rate cap allows fewer leases than there are claimants, a scan's segments take turns, so that none of them
     * has it all: those that have fewer leases, or waited longer for one, are asked first. One that cannot use its turn
     * loses it.
     */
    List<SegmentTrack> needier(SegmentTrack segment) {
        if (segment.scan.segments.size() == 1 || !leases.scarce(segment.scan)) {
            return List.of();
        }
        Comparator<SegmentTrack> byNeed =
                Comparator.comparingLong(Turns::leasesOf).thenComparingLong(one -> one.pickedOp);
        return segment.scan.segments.values().stream()
                .filter(other -> other.open() && byNeed.compare(other, segment) < 0)
                .sorted(byNeed)
                .toList();
    }

    private static long leasesOf(SegmentTrack segment) {
        return segment.scan.leases.stream()
                .filter(lease -> lease.unit.segment == segment)
                .count();
    }
}
