package dev.scanctl.coordinator.lease.table;

import dev.scanctl.coordinator.lease.LeaseId;
import dev.scanctl.coordinator.lease.LeaseListener;
import dev.scanctl.coordinator.lease.LeaseStore;
import dev.scanctl.coordinator.lease.Settlement;
import dev.scanctl.coordinator.lease.UnitMove;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Moves units along their edges. Owned by the lease table's thread.
 *
 * <p>The store is the truth: an edge is asked for as a compare-and-set, and memory follows when the answer comes,
 * whatever it says. A unit has at most one request on its way; what else should become of it is found out by
 * {@link #reconcile} afterwards, from the row and from what the operator wants. So nothing has to be queued for a unit,
 * and a lost race looks like any other news.
 */
final class Transitions {
    /** Lost incarnations after which a unit is given up. */
    static final int MOST_ATTEMPTS = 3;

    private final Board board;
    private final LeaseStore store;
    private final LeaseListener listener;
    private final Consumer<String> journal;
    private final Leases leases;
    private final Set<TrackedUnit> failed = new HashSet<>();
    /** Units of discovery that are done, and the store could not tell what they found. */
    private final Set<UnitKey> untold = new HashSet<>();

    Transitions(Board board, LeaseStore store, LeaseListener listener, Consumer<String> journal, Leases leases) {
        this.board = board;
        this.store = store;
        this.listener = listener;
        this.journal = journal;
        this.leases = leases;
    }

    /** Leased → pending: nobody is to hold the unit any longer. */
    void release(TrackedUnit unit, @Nullable Reason reason, String detail) {
        move(unit, UnitState.PENDING, reason, detail);
    }

    private void move(TrackedUnit unit, UnitState to, @Nullable Reason reason, String detail) {
        UnitRow row = unit.row;
        UnitRow moved = new UnitRow(
                row.key(),
                to,
                row.epoch(),
                row.attempts() + unit.owedAttempts,
                row.agentId(),
                row.incarnation(),
                reason,
                detail,
                row.rerun());
        unit.op = board.nextOp();
        unit.segment.waiting.remove(unit);
        store.move(new UnitMove(unit.op, row.state(), row.epoch(), moved));
    }

    /** Leased → done without probing what is left. */
    void settle(TrackedUnit unit, Outcome outcome) {
        unit.settleAs = outcome;
        unit.op = board.nextOp();
        store.settle(new Settlement(unit.op, new LeaseId(unit.key, unit.row.epoch()), outcome));
    }

    void reread(TrackedUnit unit) {
        unit.op = board.nextOp();
        unit.segment.waiting.remove(unit);
        store.reread(unit.key, unit.op);
    }

    /** The store has answered; {@code actual} is the row as it is, null if there is none. */
    void moved(UnitKey key, long op, @Nullable UnitRow actual) {
        TrackedUnit unit = board.unit(key);
        if (unit != null && unit.op == op) {
            unit.op = 0;
            follow(unit, actual);
        }
    }

    /** The store could not answer; what should become of the unit is found out anew. */
    void failed(UnitKey key, long op) {
        TrackedUnit unit = board.unit(key);
        if (unit != null && unit.op == op) {
            unit.op = 0;
            failed.add(unit);
        }
    }

    void retryFailed() {
        Set<UnitKey> again = Set.copyOf(untold);
        untold.clear();
        again.forEach(this::learn);
        Set<TrackedUnit> units = Set.copyOf(failed);
        failed.clear();
        units.stream().filter(unit -> board.unit(unit.key) == unit && unit.op == 0).forEach(this::reread);
    }

    /** Memory follows the store. */
    void follow(TrackedUnit unit, @Nullable UnitRow actual) {
        if (actual == null) {
            remove(unit);
            return;
        }
        if (actual.attempts() > unit.row.attempts()) {
            unit.owedAttempts = Math.max(0, unit.owedAttempts - (actual.attempts() - unit.row.attempts()));
        }
        unit.row = actual;
        Lease lease = unit.lease;
        if (lease != null && !(actual.state() == UnitState.LEASED && actual.epoch().equals(lease.id.epoch()))) {
            endLease(unit, lease, actual.state() != UnitState.DONE || unit.settleAs != null);
        }
        reconcile(unit);
    }

    private void endLease(TrackedUnit unit, Lease lease, boolean withdrawn) {
        leases.end(lease);
        unit.lease = null;
        if (withdrawn && lease.granted) {
            listener.withdrawn(unit.key, lease.id.epoch());
        }
    }

    /** Does what the row and the operator's wish ask for, unless the store is being asked already. */
    void reconcile(TrackedUnit unit) {
        if (unit.op != 0) {
            return;
        }
        switch (unit.row.state()) {
            case PENDING -> pending(unit);
            case LEASED -> leased(unit);
            case QUARANTINED -> {
                unit.segment.quarantined++;
                remove(unit);
            }
            case DONE -> done(unit);
            case CANCELLED -> remove(unit);
        }
    }

    private void pending(TrackedUnit unit) {
        int attempts = unit.row.attempts() + unit.owedAttempts;
        if (unit.segment.scan.mode == ScanTrack.Mode.CANCELLED) {
            move(unit, UnitState.CANCELLED, Reason.CANCELLED, "");
        } else if (attempts >= MOST_ATTEMPTS && unit.discovery()) {
            journal.accept(unit.key + " is given up: " + attempts + " agents were lost while they looked for its hosts;"
                    + " all of them are probed.");
            unit.settleAs = Outcome.of(PortState.UNKNOWN, Reason.QUARANTINED);
            unit.segment.waiting.add(unit);
        } else if (attempts >= MOST_ATTEMPTS) {
            journal.accept(unit.key + " is quarantined: " + attempts + " agents were lost while they held it, the last "
                    + unit.row.agentId() + ". 'scanctl retry " + unit.key.scanId() + "' puts it back.");
            move(unit, UnitState.QUARANTINED, Reason.QUARANTINED, "given up after " + attempts + " lost agents");
        } else if (unit.owedAttempts > 0) {
            move(unit, UnitState.PENDING, unit.row.reason(), unit.row.detail());
        } else {
            unit.segment.waiting.add(unit);
        }
    }

    private void leased(TrackedUnit unit) {
        boolean entitled = unit.lease == null
                ? leases.recover(unit)
                : unit.segment.scan.leases.contains(unit.lease);
        if (!entitled) {
            release(unit, null, "nobody was entitled to it any more");
            return;
        }
        switch (unit.segment.scan.mode) {
            case CANCELLED -> move(unit, UnitState.CANCELLED, Reason.CANCELLED, "");
            case PAUSED -> release(unit, null, "paused");
            case RUNNING -> {
                if (unit.settleAs != null) {
                    settle(unit, unit.settleAs);
                } else if (unit.segment.scan.hold != null) {
                    release(unit, null, "held back");
                }
            }
        }
    }

    /** The unit's result is committed, whatever was asked of the store meanwhile. */
    void done(TrackedUnit unit) {
        if (unit.lease != null) {
            endLease(unit, unit.lease, false);
        }
        if (unit.discovery()) {
            learn(unit.key);
        }
        remove(unit);
    }

    private void learn(UnitKey discovery) {
        SegmentTrack segment = board.segment(discovery.scanId(), discovery.segmentId());
        if (segment != null && !segment.down.knows(discovery.unit())) {
            store.discovered(discovery);
        }
    }

    /** @param down a bit for each of its addresses; null: the store could not tell */
    void discovered(UnitKey unit, byte @Nullable [] down) {
        SegmentTrack segment = board.segment(unit.scanId(), unit.segmentId());
        if (segment != null && down != null) {
            segment.down.learn(unit.unit(), down);
        } else if (segment != null) {
            untold.add(unit);
        }
    }

    private void remove(TrackedUnit unit) {
        SegmentTrack segment = unit.segment;
        if (unit.lease != null) {
            endLease(unit, unit.lease, true);
        }
        segment.waiting.remove(unit);
        segment.units.remove(unit.key.unit(), unit);
        rest(segment.scan);
    }

    /** Tells when nothing of a scan is open any more, and forgets it. */
    void rest(ScanTrack scan) {
        boolean over = scan.mode == ScanTrack.Mode.CANCELLED
                ? scan.units().findAny().isEmpty()
                : !scan.loading && !scan.open();
        if (over && board.scans.remove(scan.scanId, scan) && scan.mode != ScanTrack.Mode.CANCELLED) {
            listener.restingScan(scan.scanId);
        }
    }
}
