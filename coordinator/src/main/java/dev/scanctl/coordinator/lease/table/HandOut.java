package dev.scanctl.coordinator.lease.table;

import dev.scanctl.coordinator.lease.AgentFacts;
import dev.scanctl.coordinator.lease.LeaseBatch;
import dev.scanctl.coordinator.lease.LeaseStore;
import dev.scanctl.coordinator.lease.ScanTerms;
import dev.scanctl.coordinator.lease.Share;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Epoch;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Picks who gets which unit next. Owned by the lease table's thread.
 *
 * <p>Agents take turns, one unit each; for an agent, the running scans of its segment do ({@link Turns}). Of a scan, units that came back go first, then new ones in the plan's permuted order. A
 * round's leases are one batch, written and synced together, and the next round waits for its answer: so the position
 * up to which units have rows never runs ahead of the rows.
 */
final class HandOut {
    static final Outcome EXCLUDED = Outcome.of(PortState.NOT_PROBED, Reason.EXCLUDED);
    /** Some milliseconds of work for the store. */
    private static final int MOST_IN_A_BATCH = 256;
    /** Units passed over because of a host cap that may wait with a row of their own, each segment of each scan. */
    private static final int MOST_PASSED_OVER = 256;
    /** Waiting units looked at for one agent. */
    private static final int MOST_LOOKED_AT = 1024;
    /** Attempts after which another agent is to try. */
    private static final int ATTEMPTS_BEFORE_ANOTHER = Transitions.MOST_ATTEMPTS - 1;

    private final Board board;
    private final Leases leases;
    private final LeaseStore store;
    private final Turns turns;
    private final DeadUnits dead = new DeadUnits();
    private long batchOnItsWay;

    private long op;
    private List<LeaseBatch.Write> writes = new ArrayList<>();
    private Set<SegmentTrack> advanced = new LinkedHashSet<>();

    HandOut(Board board, Leases leases, LeaseStore store) {
        this.board = board;
        this.leases = leases;
        this.turns = new Turns(board, leases);
        this.store = store;
    }

    void run(long nowNanos) {
        board.settleZones();
        if (batchOnItsWay != 0) {
            return;
        }
        op = board.nextOp();
        writes = new ArrayList<>();
        advanced = new LinkedHashSet<>();
        takeForSettling();
        List<AgentTrack> agents = board.agents.values().stream()
                .filter(agent -> agent.takesWork(nowNanos))
                .toList();
        while (!agents.isEmpty()) {
            agents = agents.stream().filter(agent -> offer(agent, nowNanos)).toList();
        }
        dead.pass(board, advanced);
        if (!writes.isEmpty() || !advanced.isEmpty()) {
            batchOnItsWay = op;
            store.lease(new LeaseBatch(op, writes, advanced.stream().map(dead::position).toList()));
        }
    }

    /** The batch was answered, one way or the other; the next may go. */
    boolean finished(LeaseBatch batch) {
        boolean current = batchOnItsWay == batch.op();
        if (current) {
            batchOnItsWay = 0;
        }
        return current;
    }

    /** Whether the agent got a unit and has room for another. */
    private boolean offer(AgentTrack agent, long nowNanos) {
        AgentFacts facts = agent.facts;
        if (facts == null || writes.size() >= MOST_IN_A_BATCH || agent.freeSlots() <= 0) {
            return false;
        }
        for (SegmentTrack segment : turns.of(facts.segmentId())) {
            turns.needier(segment).forEach(other -> pickForAny(other, nowNanos));
            if (agent.freeSlots() > 0 && board.serving(segment).contains(agent) && pick(segment, agent, nowNanos)) {
                return true;
            }
        }
        return false;
    }

    private void pickForAny(SegmentTrack segment, long nowNanos) {
        for (AgentTrack agent : board.serving(segment)) {
            if (agent.takesWork(nowNanos) && writes.size() < MOST_IN_A_BATCH && pick(segment, agent, nowNanos)) {
                return;
            }
        }
    }

    private boolean pick(SegmentTrack segment, AgentTrack agent, long nowNanos) {
        segment.stall = agent.canAnyOf(segment.needs()) ? Stall.ALL_LEASED : Stall.UNABLE;
        if (segment.stall == Stall.UNABLE) {
            return false;
        }
        boolean picked = pickWaiting(segment, agent, nowNanos) || pickNew(segment, agent);
        if (picked) {
            segment.stall = Stall.NONE;
            turns.took(segment, op);
        }
        return picked;
    }

    private boolean pickWaiting(SegmentTrack segment, AgentTrack agent, long nowNanos) {
        List<TrackedUnit> candidates = segment.waiting.stream()
                .limit(MOST_LOOKED_AT)
                .filter(unit -> unit.settleAs == null && unit.ready())
                .toList();
        for (TrackedUnit unit : candidates) {
            if (!agent.can(unit.need())) {
                segment.stall = Stall.UNABLE;
                continue;
            }
            if (keptFrom(unit, agent, nowNanos)) {
                segment.stall = Stall.BACKED_OFF;
                continue;
            }
            AddressSet addresses = segment.addressesOf(unit.key.unit());
            Share share = leases.share(segment, addresses);
            if (share != null) {
                lease(unit, unit.row, agent, addresses, share);
                return true;
            }
            if (segment.stall == Stall.RATE_CAP) {
                return false;
            }
        }
        return false;
    }

    private boolean keptFrom(TrackedUnit unit, AgentTrack agent, long nowNanos) {
        boolean backsOff = unit.refusals != null && unit.refusals.backsOff(agent.agentId, nowNanos);
        return backsOff || wantsAnother(unit, agent);
    }

    private boolean wantsAnother(TrackedUnit unit, AgentTrack agent) {
        return unit.row.attempts() >= ATTEMPTS_BEFORE_ANOTHER
                && agent.agentId.equals(unit.row.agentId())
                && board.able(unit).stream().anyMatch(other -> other != agent && other.capacity > 0);
    }

    private boolean pickNew(SegmentTrack segment, AgentTrack agent) {
        ScanTerms terms = segment.scan.terms;
        while (true) {
            boolean more = dead.pass(segment, advanced);
            if (!more || writes.size() >= MOST_IN_A_BATCH) {
                return false;
            }
            UnitRow blank = blank(segment, terms.plan());
            AddressSet addresses = segment.addressesOf(blank.key().unit());
            Share share = addresses.isEmpty() ? Share.UNBOUNDED : share(segment, blank, addresses, agent);
            boolean passedOver = share == null;
            if (passedOver && (segment.stall == Stall.RATE_CAP || segment.waiting.size() >= MOST_PASSED_OVER)) {
                return false;
            }
            take(segment, blank, addresses, share, agent);
            if (!addresses.isEmpty() && !passedOver) {
                return true;
            }
        }
    }

    /** Null if the unit waits for discovery, if the agent cannot do what it asks, or if nothing is left of a cap. */
    private @Nullable Share share(SegmentTrack segment, UnitRow blank, AddressSet addresses, AgentTrack agent) {
        if (!segment.down.ready(blank.key().unit())) {
            return null;
        }
        if (!agent.can(segment.scan.terms.need(blank.key().unit()))) {
            segment.stall = Stall.UNABLE;
            return null;
        }
        return leases.share(segment, addresses);
    }

    private static UnitRow blank(SegmentTrack segment, Plan plan) {
        long number = plan.unitAt(segment.takenPosition);
        UnitKey key = new UnitKey(segment.scan.scanId, segment.segmentId, number);
        return new UnitRow(key, UnitState.PENDING, new Epoch(0, 0), 0, null, 0, null, "", false);
    }

    private void take(
            SegmentTrack segment, UnitRow blank, AddressSet addresses, @Nullable Share share, AgentTrack agent) {
        TrackedUnit unit = new TrackedUnit(segment, blank);
        segment.units.put(unit.key.unit(), unit);
        segment.takenPosition++;
        advanced.add(segment);
        if (share == null) {
            unit.op = op;
            unit.leasing = true;
            writes.add(new LeaseBatch.Write(null, blank));
        } else if (addresses.isEmpty()) {
            unit.settleAs = EXCLUDED;
            lease(unit, null, null, addresses, share);
        } else {
            lease(unit, null, agent, addresses, share);
        }
    }

    /** Units that nobody is to probe are leased by the coordinator itself and settled under that epoch. */
    private void takeForSettling() {
        for (ScanTrack scan : board.scans.values()) {
            if (scan.running()) {
                scan.segments.values().forEach(this::takeForSettling);
            }
        }
    }

    private void takeForSettling(SegmentTrack segment) {
        for (TrackedUnit unit : List.copyOf(segment.waiting)) {
            if (unit.settleAs == null && nothingLeft(unit)) {
                unit.settleAs = EXCLUDED;
            }
            if (unit.settleAs != null && writes.size() < MOST_IN_A_BATCH) {
                lease(unit, unit.row, null, AddressSet.EMPTY, Share.UNBOUNDED);
            }
        }
    }

    /** Whether all of its hosts are excluded or down; looked at once for each overlay. */
    private static boolean nothingLeft(TrackedUnit unit) {
        ScanTerms terms = unit.segment.scan.terms;
        boolean plain = terms.overlay() == 0 && !terms.plan().discovers();
        if (plain || unit.checkedOverlay == terms.overlay() || !unit.ready()) {
            return false;
        }
        unit.checkedOverlay = terms.overlay();
        return unit.segment.addressesOf(unit.key.unit()).isEmpty();
    }

    private void lease(
            TrackedUnit unit, @Nullable UnitRow from, @Nullable AgentTrack agent, AddressSet addresses, Share share) {
        UnitRow leased = new UnitRow(
                unit.key,
                UnitState.LEASED,
                unit.row.epoch().next(board.generation),
                unit.row.attempts(),
                agent == null ? null : agent.agentId,
                agent == null ? 0 : agent.incarnation,
                unit.row.reason(),
                unit.row.detail(),
                unit.row.rerun());
        unit.segment.waiting.remove(unit);
        unit.op = op;
        unit.leasing = true;
        leases.open(unit, leased, agent, addresses, share);
        writes.add(new LeaseBatch.Write(from, leased));
    }
}
