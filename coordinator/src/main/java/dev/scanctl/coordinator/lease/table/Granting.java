package dev.scanctl.coordinator.lease.table;

import dev.scanctl.coordinator.lease.GrantedUnit;
import dev.scanctl.coordinator.lease.LeaseAnswer;
import dev.scanctl.coordinator.lease.LeaseBatch;
import dev.scanctl.coordinator.lease.LeaseLines;
import dev.scanctl.coordinator.lease.LeaseStore;
import dev.scanctl.coordinator.lease.SegmentStart;
import dev.scanctl.coordinator.store.row.UnitRow;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What follows when the store has answered a batch of leases. Owned by the lease table's thread. */
final class Granting {
    private final Board board;
    private final Transitions transitions;
    private final LeaseStore store;
    private final LeaseLines lines;

    Granting(Board board, Transitions transitions, LeaseStore store, LeaseLines lines) {
        this.board = board;
        this.transitions = transitions;
        this.store = store;
        this.lines = lines;
    }

    /** @param ran scans of which it was written; the others do not run any more, which the table has yet to hear */
    void answered(LeaseBatch asked, Set<Long> ran, List<LeaseAnswer> answers) {
        Set<Long> refused = new HashSet<>(asked.scans());
        refused.removeAll(ran);
        letGo(asked.only(refused));
        refused.forEach(this::reloadLater);
        LeaseBatch batch = asked.only(ran);
        for (LeaseBatch.Advanced advanced : batch.advanced()) {
            SegmentTrack segment = board.segment(advanced.scanId(), advanced.segmentId());
            if (segment != null) {
                segment.nextPosition = Math.max(segment.nextPosition, advanced.nextPosition());
            }
        }
        answers.forEach(answer -> answered(batch, answer));
        batch.advanced().stream()
                .filter(next -> next.deadUnits() > 0)
                .map(next -> board.scans.get(next.scanId()))
                .filter(scan -> scan != null)
                .distinct()
                .toList()
                .forEach(transitions::rest);
    }

    private void answered(LeaseBatch batch, LeaseAnswer answer) {
        TrackedUnit unit = board.unit(answer.unit());
        if (unit == null || unit.op != batch.op()) {
            return;
        }
        unit.op = 0;
        unit.leasing = false;
        Lease lease = unit.lease;
        if (lease != null) {
            lease.addresses = unit.segment.addressesOf(unit.key.unit()).minus(answer.committed());
            if (lease.addresses.isEmpty() && answer.won() && unit.settleAs == null) {
                unit.settleAs = HandOut.EXCLUDED;
            }
        }
        transitions.follow(unit, answer.actual());
        if (lease != null && unit.lease == lease && unit.held()) {
            deliver(unit, lease);
        }
    }

    private void deliver(TrackedUnit unit, Lease lease) {
        AgentTrack agent = Objects.requireNonNull(lease.agent, "a lease without an agent is being settled");
        if (!agent.connected() || !lease.heldBy(agent)) {
            transitions.release(unit, null, "agent " + agent.label() + " left before it was told");
            return;
        }
        lease.granted = true;
        lease.renewedNanos = agent.lastSeenNanos;
        lines.grant(
                agent.session,
                new GrantedUnit(
                        lease.id,
                        unit.segment.scan.terms,
                        lease.addresses,
                        !unit.segment.down.of(unit.key.unit()).isEmpty(),
                        agent.lastSeq,
                        lease.share));
    }

    /** Nobody knows whether the store wrote it: memory lets go of new units and asks anew. */
    void failed(LeaseBatch batch) {
        letGo(batch);
        batch.scans().stream()
                .map(board.scans::get)
                .filter(scan -> scan != null)
                .forEach(this::reload);
    }

    /** At the next tick: by then what the operator did will have come. */
    private void reloadLater(long scanId) {
        ScanTrack scan = board.scans.get(scanId);
        if (scan != null) {
            scan.loading = true;
            scan.loadFailed = true;
        }
    }

    private void letGo(LeaseBatch batch) {
        for (LeaseBatch.Write write : batch.writes()) {
            TrackedUnit unit = board.unit(write.to().key());
            if (unit != null && unit.op == batch.op()) {
                letGo(unit, write);
            }
        }
        for (LeaseBatch.Advanced next : batch.advanced()) {
            SegmentTrack segment = board.segment(next.scanId(), next.segmentId());
            if (segment != null) {
                segment.takenPosition = segment.nextPosition;
            }
        }
    }

    private void letGo(TrackedUnit unit, LeaseBatch.Write write) {
        unit.op = 0;
        unit.leasing = false;
        if (write.from() == null) {
            unit.segment.units.remove(unit.key.unit(), unit);
        }
        if (unit.lease != null) {
            dropLease(unit, unit.lease);
        }
    }

    private static void dropLease(TrackedUnit unit, Lease lease) {
        unit.segment.scan.leases.remove(lease);
        if (lease.agent != null) {
            lease.agent.leases.remove(lease.id);
        }
        unit.lease = null;
    }

    void reload(ScanTrack scan) {
        scan.loading = true;
        scan.loadFailed = false;
        store.reload(scan.scanId);
    }

    /** The store's rows that are not done, and where its segments stand. */
    void reloaded(ScanTrack scan, List<SegmentStart> segments, List<UnitRow> rows) {
        // Until all rows are in, none of them may look like the last one of the scan.
        scan.loading = true;
        for (SegmentStart start : segments) {
            SegmentTrack segment = scan.segments.get(start.segmentId());
            if (segment != null) {
                segment.nextPosition = start.nextPosition();
                segment.takenPosition = Math.max(segment.takenPosition, start.nextPosition());
                segment.quarantined = 0;
                start.discovered().forEach(segment.down::learn);
            }
        }
        // All are known before the first is taken up: a scan's rate is cut by the leases it had.
        rows.forEach(row -> know(scan, row));
        rows.forEach(row -> takeUp(scan, row));
        scan.loading = false;
        transitions.rest(scan);
    }

    private static void know(ScanTrack scan, UnitRow row) {
        SegmentTrack segment = scan.segments.get(row.key().segmentId());
        if (segment != null) {
            segment.units.computeIfAbsent(row.key().unit(), unit -> new TrackedUnit(segment, row));
        }
    }

    private void takeUp(ScanTrack scan, UnitRow row) {
        SegmentTrack segment = scan.segments.get(row.key().segmentId());
        TrackedUnit known = segment == null ? null : segment.units.get(row.key().unit());
        if (known != null && known.op == 0) {
            transitions.follow(known, row);
        }
    }
}
