package dev.scanctl.coordinator.lease.table;

import dev.scanctl.wire.AddressSet;
import java.util.List;

/**
 * Apportions the caps of hosts: every lease carries its share until its end, and live shares never sum to more than the
 * cap. Owned by the lease table's thread.
 *
 * <p>A host's cap is the smallest of the scans that are probed on it in its address space; within a segment only one
 * lease at a time touches a capped host, since a second would have to halve what the first got for good and could not
 * make the host's ports go any faster.
 */
final class HostShares {
    /** Nothing is left of a cap until a lease ends. */
    static final long NONE = -1;

    private final Board board;

    HostShares(Board board) {
        this.board = board;
    }

    /** Attempts a second and host for one more lease: 0 for no cap, {@link #NONE} if less than one is left. */
    long next(SegmentTrack segment, AddressSet addresses) {
        long cap = capOn(segment, addresses);
        if (cap == 0) {
            return 0;
        }
        List<Lease> others = board.leasesIn(segment.space)
                .filter(lease -> !lease.addresses.intersect(addresses).isEmpty())
                .toList();
        boolean alone = segment.scan.terms.fragile();
        if (others.stream().anyMatch(lease -> alone || excludes(lease, segment))) {
            return NONE;
        }
        long left = cap - others.stream().mapToLong(lease -> lease.share.hostPps()).sum();
        long fair = alone ? cap : Math.max(1, cap / segment.scan.segments.size());
        return left < 1 ? NONE : Math.min(left, fair);
    }

    /** Whether no lease of this segment may touch a capped host beside that one. */
    private static boolean excludes(Lease lease, SegmentTrack segment) {
        boolean fragile = lease.unit.segment.scan.terms.fragile();
        return fragile || lease.share.hostPps() == 0 || lease.unit.segment == segment;
    }

    private long capOn(SegmentTrack segment, AddressSet addresses) {
        return board.scans.values().stream()
                .filter(scan -> scan.terms.hostCapPps() > 0 && caps(scan, segment, addresses))
                .mapToLong(scan -> scan.terms.hostCapPps())
                .min()
                .orElse(0);
    }

    /** A scan that was just paused or cancelled is probed until its agents have heard of it. */
    private static boolean touches(ScanTrack scan) {
        return scan.mode == ScanTrack.Mode.RUNNING || !scan.leases.isEmpty();
    }

    private static boolean caps(ScanTrack scan, SegmentTrack segment, AddressSet addresses) {
        return scan == segment.scan
                || touches(scan)
                        && scan.segments.values().stream().anyMatch(other -> other.space.equals(segment.space))
                        && !scan.terms.plan().addresses().intersect(addresses).isEmpty();
    }
}
