package dev.scanctl.coordinator.lease.table;

import dev.scanctl.coordinator.lease.AgentFacts;
import dev.scanctl.coordinator.lease.DeskView;
import dev.scanctl.coordinator.lease.Holds;
import dev.scanctl.coordinator.lease.LeaseAnswer;
import dev.scanctl.coordinator.lease.LeaseBatch;
import dev.scanctl.coordinator.lease.LeaseId;
import dev.scanctl.coordinator.lease.LeaseLines;
import dev.scanctl.coordinator.lease.LeaseListener;
import dev.scanctl.coordinator.lease.LeaseStore;
import dev.scanctl.coordinator.lease.LeaseTimes;
import dev.scanctl.coordinator.lease.ScanTerms;
import dev.scanctl.coordinator.lease.SegmentStart;
import dev.scanctl.coordinator.lease.TakenBack;
import dev.scanctl.coordinator.lease.UnitReport;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.proto.v1.ResultAnswer.Verdict;
import dev.scanctl.proto.v1.Revoke;
import dev.scanctl.wire.Reason;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who may probe what: the state machine of all leases. It reads no clock, knows no thread, file or socket; time comes
 * as an argument (nanoseconds of a monotonic clock) and effects go to {@link LeaseStore}, {@link LeaseLines} and
 * {@link LeaseListener}. Owned by one thread. The edges are in {@code docs/lease-states.md}.
 */
public final class LeaseTable {
    private final Board board;
    private final Leases leases;
    private final Transitions transitions;
    private final HandOut handOut;
    private final Granting granting;
    private final Sessions sessions;
    private final HandBacks handBacks;
    private final Orders orders;
    private final Results results;
    private Holds holds = Holds.NONE;

    /**
     * @param generation prefix of every epoch granted
     * @param startNanos when the coordinator started: nothing of before expires until a ttl later
     * @param journal takes what an operator should read, a sentence at a time
     */
    public LeaseTable(
            LeaseTimes times,
            int generation,
            long startNanos,
            LeaseStore store,
            LeaseLines lines,
            LeaseListener listener,
            Consumer<String> journal) {
        this.board = new Board(times, generation, startNanos);
        this.leases = new Leases(board, lines);
        this.transitions = new Transitions(board, store, listener, journal, leases);
        this.handOut = new HandOut(board, leases, store);
        this.granting = new Granting(board, transitions, store, lines);
        this.sessions = new Sessions(board, transitions, leases, lines, journal);
        this.handBacks = new HandBacks(board, transitions, journal);
        this.orders = new Orders(board, transitions, leases, sessions);
        this.results = new Results(board, transitions, handBacks);
    }

    /** From now on, before any scan is added, this is asked whether scans may be probed. */
    public void heed(Holds told) {
        this.holds = told;
    }

    Board board() {
        return board;
    }

    /** The agent attached by a stream; null if there is none. */
    public @Nullable AgentFacts attached(long session) {
        AgentTrack agent = board.sessions.get(session);
        return agent == null ? null : agent.facts;
    }

    public @Nullable ScanTerms terms(long scanId) {
        ScanTrack scan = board.scans.get(scanId);
        return scan == null ? null : scan.terms;
    }

    public DeskView view(long nowNanos, long nowMs) {
        return new Viewing(board).view(nowNanos, nowMs);
    }

    // What the operator wants.

    /** A new scan, or one that was there before the coordinator started, with its rows that are not done. */
    public void addScan(ScanTerms terms, boolean paused, List<SegmentStart> starts, List<UnitRow> rows, long nowNanos) {
        ScanTrack.Mode mode = paused ? ScanTrack.Mode.PAUSED : ScanTrack.Mode.RUNNING;
        ScanTrack scan = new ScanTrack(terms, mode, holds.on(terms).orElse(null));
        if (board.scans.putIfAbsent(terms.scanId(), scan) != null) {
            return;
        }
        starts.forEach(start -> scan.segments.put(start.segmentId(), new SegmentTrack(scan, start)));
        granting.reloaded(scan, starts, rows);
        handOut.run(nowNanos);
    }

    public boolean knows(long scanId) {
        return board.scans.containsKey(scanId);
    }

    public void pause(long scanId, long nowNanos) {
        turn(scanId, ScanTrack.Mode.PAUSED, Revoke.Cause.CAUSE_PAUSED, nowNanos);
    }

    public void resume(long scanId, long nowNanos) {
        turn(scanId, ScanTrack.Mode.RUNNING, Revoke.Cause.CAUSE_UNSPECIFIED, nowNanos);
    }

    public void cancel(long scanId, long nowNanos) {
        turn(scanId, ScanTrack.Mode.CANCELLED, Revoke.Cause.CAUSE_CANCELLED, nowNanos);
    }

    private void turn(long scanId, ScanTrack.Mode mode, Revoke.Cause cause, long nowNanos) {
        if (orders.turn(scanId, mode, cause)) {
            handOut.run(nowNanos);
        }
    }

    /** Other rates, priority, hours or exclusions; live leases follow at once. */
    public void edit(ScanTerms terms, long nowNanos) {
        if (orders.edit(terms, holds)) {
            handOut.run(nowNanos);
        }
    }

    /** Takes back what may not be probed any more, and lets go on what may again; to be called several times a second. */
    public TakenBack look(long nowNanos) {
        TakenBack taken = orders.look(holds);
        handOut.run(nowNanos);
        return taken;
    }

    /** The scan's rows were changed beside the table. */
    public void reload(long scanId) {
        ScanTrack scan = board.scans.get(scanId);
        if (scan != null) {
            granting.reload(scan);
        }
    }

    public void remove(long scanId) {
        orders.remove(scanId);
    }

    // What agents say.

    public void hello(long session, AgentFacts facts, Set<LeaseId> held, long seq, int freeSlots, long nowNanos) {
        sessions.hello(session, facts, held, seq, freeSlots, nowNanos);
        handOut.run(nowNanos);
    }

    public void heartbeat(long session, long seq, List<UnitReport> units, int freeSlots, String note, long nowNanos) {
        sessions.heartbeat(session, seq, units, freeSlots, note, nowNanos);
        handOut.run(nowNanos);
    }

    public void handBack(long session, LeaseId id, @Nullable Reason reason, String detail, long nowNanos) {
        AgentTrack agent = board.sessions.get(session);
        Lease lease = board.lease(id);
        if (agent != null && lease != null && lease.heldBy(agent)) {
            handBacks.handBack(lease, reason, detail, nowNanos);
        }
    }

    public void ended(long session, long nowNanos) {
        sessions.ended(session, nowNanos);
    }

    /** Whether the port was told under a live lease. */
    public boolean found(LeaseId id) {
        return results.found(id);
    }

    public void resultArrived(LeaseId id) {
        results.arrived(id);
    }

    /**
     * What the store made of a result.
     *
     * @param hosts in the result
     * @param open ports in the result
     */
    public void resultAnswered(LeaseId id, Verdict verdict, boolean partial, long hosts, long open, long nowNanos) {
        if (results.answered(id, verdict, partial, hosts, open, nowNanos)) {
            handOut.run(nowNanos);
        }
    }

    // What the store answers.

    /** @param ran scans of the batch that run, and of which it was written */
    public void leased(LeaseBatch batch, Set<Long> ran, List<LeaseAnswer> answers, long nowNanos) {
        if (handOut.finished(batch)) {
            granting.answered(batch, ran, answers);
            handOut.run(nowNanos);
        }
    }

    public void leaseFailed(LeaseBatch batch) {
        if (handOut.finished(batch)) {
            granting.failed(batch);
        }
    }

    /** @param down a bit for each address of the unit, by rank; null: the store has nothing of it, or could not tell */
    public void discovered(UnitKey unit, byte @Nullable [] down, long nowNanos) {
        transitions.discovered(unit, down);
        handOut.run(nowNanos);
    }

    public void moved(UnitKey unit, long op, @Nullable UnitRow actual, long nowNanos) {
        transitions.moved(unit, op, actual);
        handOut.run(nowNanos);
    }

    public void moveFailed(UnitKey unit, long op) {
        transitions.failed(unit, op);
    }

    public void reloaded(long scanId, List<SegmentStart> segments, List<UnitRow> rows, long nowNanos) {
        ScanTrack scan = board.scans.get(scanId);
        if (scan != null) {
            granting.reloaded(scan, segments, rows);
            handOut.run(nowNanos);
        }
    }

    public void reloadFailed(long scanId) {
        ScanTrack scan = board.scans.get(scanId);
        if (scan != null) {
            scan.loadFailed = true;
        }
    }

    // Time.

    /** Several times a second. */
    public void tick(long nowNanos) {
        transitions.retryFailed();
        board.scans.values().stream()
                .filter(scan -> scan.loadFailed)
                .toList()
                .forEach(granting::reload);
        sessions.expire(nowNanos);
        handBacks.giveUp(nowNanos);
        handOut.run(nowNanos);
        leases.level(nowNanos);
    }
}
