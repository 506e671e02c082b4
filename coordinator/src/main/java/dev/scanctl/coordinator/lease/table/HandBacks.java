package dev.scanctl.coordinator.lease.table;

import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Units that agents give back, and when nobody is left to ask. Owned by the lease table's thread. */
final class HandBacks {
    private final Board board;
    private final Transitions transitions;
    private final Consumer<String> journal;

    HandBacks(Board board, Transitions transitions, Consumer<String> journal) {
        this.board = board;
        this.transitions = transitions;
        this.journal = journal;
    }

    /** @param reason null: the agent is drained, which says nothing against the unit */
    void handBack(Lease lease, @Nullable Reason reason, String detail, long nowNanos) {
        TrackedUnit unit = lease.unit;
        AgentTrack agent = lease.agent;
        if (!unit.held() || agent == null) {
            return;
        }
        if (reason == Reason.POLICY) {
            journal.accept(unit.key + " is not probed: the policy of agent " + agent.label() + " forbids it.");
            transitions.settle(unit, Outcome.of(PortState.NOT_PROBED, Reason.POLICY));
        } else if (reason == null) {
            transitions.release(unit, null, detail);
        } else {
            refuse(unit, agent, reason, detail, nowNanos);
        }
    }

    private void refuse(TrackedUnit unit, AgentTrack agent, Reason reason, String detail, long nowNanos) {
        if (unit.refusals == null) {
            unit.refusals = new Refusals(reason, nowNanos);
        }
        unit.refusals.add(agent.agentId, reason, nowNanos);
        journal.accept(unit.key + " goes back: agent " + agent.label() + " handed it back, " + reason.label()
                + (detail.isEmpty() ? "." : ": " + detail));
        if (agent.rest.handedBack(nowNanos)) {
            journal.accept("Agent " + agent.label() + " hands back whatever it is given, and gets no units for "
                    + agent.rest.lengthSeconds() + " s.");
        }
        if (nobodyLeft(unit, unit.refusals, nowNanos)) {
            transitions.settle(unit, unknown(unit.refusals));
        } else {
            transitions.release(unit, reason, detail);
        }
    }

    /** Marks waiting units that nobody will take, so that they are settled. */
    void giveUp(long nowNanos) {
        for (ScanTrack scan : board.scans.values().stream().filter(ScanTrack::running).toList()) {
            for (SegmentTrack segment : scan.segments.values()) {
                segment.waiting.forEach(unit -> giveUp(unit, nowNanos));
            }
        }
    }

    private void giveUp(TrackedUnit unit, long nowNanos) {
        if (unit.settleAs == null && unit.refusals != null && nobodyLeft(unit, unit.refusals, nowNanos)) {
            journal.accept(unit.key + " is given up: no agent of the segment could probe it ("
                    + unit.refusals.reason().label() + ").");
            unit.settleAs = unknown(unit.refusals);
        }
    }

    private boolean nobodyLeft(TrackedUnit unit, Refusals refusals, long nowNanos) {
        List<AgentTrack> live = board.able(unit);
        boolean all = !live.isEmpty() && live.stream().allMatch(agent -> refusals.enoughFrom(agent.agentId));
        boolean willing = live.stream().anyMatch(agent -> agent.capacity > 0 && !refusals.enoughFrom(agent.agentId));
        return all || !willing && refusals.givenUp(nowNanos);
    }

    private static Outcome unknown(Refusals refusals) {
        return Outcome.of(PortState.UNKNOWN, refusals.reason());
    }
}
