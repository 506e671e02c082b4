package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.plan.PlannedUnit;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Runs;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What one scan says of some ports of some neighbouring addresses, all alike: committed, or derived from the state of
 * their unit.
 *
 * @param method null where nothing was probed
 */
record Piece(
        ScanView scan,
        PlannedUnit unit,
        AddressRange hosts,
        Runs runs,
        @Nullable Method method,
        long observedMs) {

    /** Later observations win; of two at the same time that of the later scan. */
    static final Comparator<Piece> BY_TIME =
            Comparator.comparingLong(Piece::observedMs).thenComparingLong(piece -> piece.scan.id());
}
