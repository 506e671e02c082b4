package dev.scanctl.coordinator.lease.table;

import dev.scanctl.coordinator.lease.Hold;
import dev.scanctl.coordinator.lease.Holds;
import dev.scanctl.coordinator.lease.ScanTerms;
import dev.scanctl.coordinator.lease.TakenBack;
import dev.scanctl.proto.v1.Revoke;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What operators want of a scan, done to its leases. Owned by the lease table's thread. */
final class Orders {
    private final Board board;
    private final Transitions transitions;
    private final Leases leases;
    private final Sessions sessions;

    Orders(Board board, Transitions transitions, Leases leases, Sessions sessions) {
        this.board = board;
        this.transitions = transitions;
        this.leases = leases;
        this.sessions = sessions;
    }

    /** Whether there is such a scan to be turned. */
    boolean turn(long scanId, ScanTrack.Mode mode, Revoke.Cause cause) {
        ScanTrack scan = board.scans.get(scanId);
        if (scan == null || scan.mode == ScanTrack.Mode.CANCELLED) {
            return false;
        }
        scan.mode = mode;
        // Whoever pauses or resumes a scan may have mended what kept agents from its units.
        scan.units().forEach(unit -> unit.refusals = null);
        if (mode != ScanTrack.Mode.RUNNING) {
            scan.leases.forEach(lease -> leases.revoke(lease, cause));
        }
        scan.units().toList().forEach(transitions::reconcile);
        transitions.rest(scan);
        return true;
    }

    /** Asks for every scan whether it may be probed, and tells what was taken back since it may not any more. */
    TakenBack look(Holds holds) {
        List<Lease> taken = new ArrayList<>();
        for (ScanTrack scan : List.copyOf(board.scans.values())) {
            Hold before = scan.hold;
            scan.hold = holds.on(scan.terms).orElse(null);
            if (before == null && scan.hold != null && scan.mode == ScanTrack.Mode.RUNNING) {
                taken.addAll(takeBack(scan));
            }
        }
        return taken.isEmpty() ? TakenBack.NOTHING : told(taken);
    }

    /** All agents are told before the store is asked anything. */
    private List<Lease> takeBack(ScanTrack scan) {
        List<Lease> granted = scan.leases.stream().filter(lease -> lease.granted).toList();
        granted.forEach(lease -> leases.revoke(lease, Revoke.Cause.CAUSE_PAUSED));
        scan.units().toList().forEach(transitions::reconcile);
        return granted;
    }

    private static TakenBack told(List<Lease> taken) {
        Set<String> told = new TreeSet<>();
        Set<String> cutOff = new TreeSet<>();
        for (Lease lease : taken) {
            if (lease.agent != null) {
                (lease.agent.connected() ? told : cutOff).add(lease.agent.label());
            }
        }
        return new TakenBack(taken.size(), told.size(), List.copyOf(cutOff));
    }

    /** Whether there is such a scan. */
    boolean edit(ScanTerms terms, Holds holds) {
        ScanTrack scan = board.scans.get(terms.scanId());
        if (scan == null) {
            return false;
        }
        boolean newOverlay = terms.overlay() > scan.terms.overlay();
        boolean newHours = !terms.permit().equals(scan.terms.permit());
        scan.terms = terms;
        if (newOverlay) {
            exclude(scan);
        }
        if (newHours) {
            scan.hold = holds.on(terms).orElse(null);
            evict(leases.disown(scan));
        }
        evict(leases.apportion(scan));
        return true;
    }

    private void evict(List<TrackedUnit> homeless) {
        for (TrackedUnit unit : homeless) {
            Lease lease = unit.lease;
            if (lease != null) {
                leases.revoke(lease, Revoke.Cause.CAUSE_SUPERSEDED);
            }
            transitions.reconcile(unit);
        }
    }

    private void exclude(ScanTrack scan) {
        scan.leases.forEach(lease -> lease.addresses = lease.addresses.minus(scan.terms.excluded()));
        List<Lease> granted = scan.leases.stream().filter(lease -> lease.granted).toList();
        board.sessions.values().forEach(agent -> sessions.tellExclusions(
                agent, granted.stream().filter(lease -> lease.heldBy(agent)).toList()));
    }

    void remove(long scanId) {
        ScanTrack scan = board.scans.remove(scanId);
        if (scan != null) {
            for (Lease lease : List.copyOf(scan.leases)) {
                leases.revoke(lease, Revoke.Cause.CAUSE_CANCELLED);
                leases.end(lease);
            }
        }
    }
}
