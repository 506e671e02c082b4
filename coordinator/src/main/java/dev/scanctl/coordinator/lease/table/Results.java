package dev.scanctl.coordinator.lease.table;

import dev.scanctl.coordinator.lease.LeaseId;
import dev.scanctl.coordinator.lease.ScanTerms;
import dev.scanctl.proto.v1.ResultAnswer.Verdict;
import dev.scanctl.wire.Reason;
import org.jspecify.annotations.Nullable;

/** What agents' finds and results mean for the leases they come under. Owned by the lease table's thread. */
final class Results {
    private final Board board;
    private final Transitions transitions;
    private final HandBacks handBacks;

    Results(Board board, Transitions transitions, HandBacks handBacks) {
        this.board = board;
        this.transitions = transitions;
        this.handBacks = handBacks;
    }

    boolean found(LeaseId id) {
        Lease lease = board.lease(id);
        if (lease == null || lease.unit.discovery()) {
            return false;
        }
        lease.found++;
        return true;
    }

    void arrived(LeaseId id) {
        Lease lease = board.lease(id);
        if (lease != null) {
            lease.ingesting++;
        }
    }

    /** Whether the answer is about the unit's newest lease. */
    boolean answered(LeaseId id, Verdict verdict, boolean partial, long hosts, long open, long nowNanos) {
        TrackedUnit unit = board.unit(id.unit());
        Lease lease = board.lease(id);
        if (lease != null) {
            ingested(lease, verdict);
        }
        if (unit == null || !unit.row.epoch().equals(id.epoch())) {
            return false;
        }
        if (verdict == Verdict.VERDICT_APPLIED) {
            applied(unit, lease, partial, hosts, open);
        } else if (lease != null && verdict == Verdict.VERDICT_REFUSED) {
            handBacks.handBack(lease, Reason.LOCAL_OTHER, "its result contradicted the plan", nowNanos);
        } else if (unit.op == 0 && !(partial && verdict == Verdict.VERDICT_ALREADY_APPLIED)) {
            transitions.reread(unit);
        }
        return true;
    }

    private static void ingested(Lease lease, Verdict verdict) {
        lease.ingesting = Math.max(0, lease.ingesting - 1);
        if (verdict == Verdict.VERDICT_APPLIED && lease.agent != null) {
            lease.agent.rest.over();
        }
    }

    private void applied(TrackedUnit unit, @Nullable Lease lease, boolean partial, long hosts, long open) {
        if (!partial) {
            transitions.done(unit);
        } else if (lease != null) {
            ScanTerms terms = unit.segment.scan.terms;
            lease.settledPorts += hosts * terms.plan().unit(unit.key.unit()).ports().size();
            lease.found = Math.max(0, lease.found - open);
        }
    }
}
