package dev.scanctl.coordinator.lease.table;

import java.util.Comparator;
import java.util.List;

/**
 * Cuts the rate of a scope among the scans that run under it. Owned by the lease table's thread.
 *
 * <p>Each scan has an equal part; what one may not use, because of a cap of its own, goes to the others. Parts sum to the
 * scope's rate, and change as scans come and go: what was a scan's part yesterday may be in use still, so
 * {@link #left} counts all leases under the scope.
 */
final class ScopeRates {
    private final Board board;

    ScopeRates(Board board) {
        this.board = board;
    }

    /**
     * Attempts a second that a scan may make now, by its own cap and its scope's: 0 for no cap, {@link RateShares#NONE} if
     * more scans run than the scope has attempts a second.
     */
    long cap(ScanTrack scan) {
        long own = scan.terms.ratePps();
        if (!capped(scan)) {
            return own;
        }
        long left = rate(scan);
        List<ScanTrack> claiming = sharing(scan).stream()
                .filter(other -> other == scan || claims(other))
                .sorted(Comparator.comparingLong(ScopeRates::wish).thenComparingLong(other -> other.scanId))
                .toList();
        for (int i = 0; i < claiming.size(); i++) {
            long others = claiming.size() - i;
            long part = Math.min(wish(claiming.get(i)), left / others + (left % others > 0 ? 1 : 0));
            if (claiming.get(i) == scan) {
                return part == 0 ? RateShares.NONE : part;
            }
            left -= part;
        }
        throw new IllegalStateException("scan " + scan.scanId + " is not under its own scope");
    }

    /** Attempts a second that nobody under the scan's scope uses; {@link Long#MAX_VALUE} if it has no cap. */
    long left(ScanTrack scan) {
        if (!capped(scan)) {
            return Long.MAX_VALUE;
        }
        long left = rate(scan);
        for (ScanTrack other : sharing(scan)) {
            left -= Math.min(left, RateShares.inUse(other));
        }
        return left;
    }

    /** All scans under the scope of this one, itself among them; only itself where the scope has no cap. */
    List<ScanTrack> sharing(ScanTrack scan) {
        return capped(scan)
                ? board.scans.values().stream()
                        .filter(other -> capped(other) && scope(other).equals(scope(scan)))
                        .toList()
                : List.of(scan);
    }

    private static boolean capped(ScanTrack scan) {
        return scan.terms.permit().scopePps() > 0;
    }

    private static String scope(ScanTrack scan) {
        return scan.terms.permit().scope();
    }

    /** A scope that was deleted and made anew may have another rate than its older scans know. */
    private long rate(ScanTrack scan) {
        return sharing(scan).stream()
                .mapToLong(other -> other.terms.permit().scopePps())
                .min()
                .orElseThrow();
    }

    private static long wish(ScanTrack scan) {
        return scan.terms.ratePps() == 0 ? Long.MAX_VALUE : scan.terms.ratePps();
    }

    /** Whether it is probed, can be, or was when the coordinator ended. */
    private boolean claims(ScanTrack scan) {
        boolean wanted = scan.mode == ScanTrack.Mode.RUNNING && scan.hold == null;
        return wanted && (scan.segments.values().stream().anyMatch(this::served) || leased(scan));
    }

    private boolean served(SegmentTrack segment) {
        return segment.unitsOpen() > 0 && !board.serving(segment).isEmpty();
    }

    private static boolean leased(ScanTrack scan) {
        return scan.units().anyMatch(TrackedUnit::leasedToAgent);
    }
}
