package dev.scanctl.coordinator.lease.table;

import dev.scanctl.coordinator.lease.Need;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.wire.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A unit that has a row and is not done: the row as last known and what is going on with it. Owned by the lease
 * table's thread.
 */
final class TrackedUnit {
    final UnitKey key;
    final SegmentTrack segment;
    UnitRow row;
    /** Number of the request to the store that is on its way; 0: none. */
    long op;
    /** Whether the request on its way hands the unit out, rather than taking it back. */
    boolean leasing;

    @Nullable Lease lease;

    @Nullable Refusals refusals;
    /** What to settle the rest with, without probing; null: it is to be probed. */
    @Nullable Outcome settleAs;
    /** Lost incarnations that held it and are not in the row yet. */
    int owedAttempts;
    /** Overlay under which it was last found to have something to probe; −1: not looked at yet. */
    int checkedOverlay = -1;

    TrackedUnit(SegmentTrack segment, UnitRow row) {
        this.key = row.key();
        this.segment = segment;
        this.row = row;
    }

    Need need() {
        return segment.scan.terms.need(key.unit());
    }

    /** Whether it looks for live hosts. */
    boolean discovery() {
        return segment.scan.terms.plan().isDiscovery(key.unit());
    }

    /** Whether all discovery that it waits for is done. */
    boolean ready() {
        return segment.down.ready(key.unit());
    }

    boolean waits() {
        return op == 0 && row.state() == UnitState.PENDING;
    }

    /** A lease that the store has and nobody is taking back. */
    boolean held() {
        return op == 0 && row.state() == UnitState.LEASED && lease != null;
    }

    /** An agent has it, or its lease is on the way to the store. */
    boolean leasedToAgent() {
        return row.state() == UnitState.LEASED && row.agentId() != null;
    }
}
