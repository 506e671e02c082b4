package dev.scanctl.coordinator.lease.table;

import dev.scanctl.wire.Reason;
import java.util.HashMap;
import java.util.Map;

/** Who handed one unit back, and until when that pair leaves each other alone. Owned by the lease table's thread. */
final class Refusals {
    private static final long FIRST_PAUSE_NANOS = 1_000_000_000L;
    private static final int MOST_DOUBLINGS = 6;
    private static final long LONGEST_PAUSE_NANOS = 60_000_000_000L;
    /** After this long without a willing agent, what is left of the unit is unknown. */
    private static final long GIVE_UP_NANOS = 300_000_000_000L;
    /** Refusals of every live agent that settle the unit. */
    private static final int ENOUGH = 2;

    private record Pair(int count, long untilNanos) {}

    private final Map<String, Pair> byAgent = new HashMap<>();
    private final long firstNanos;
    private Reason reason;

    Refusals(Reason reason, long nowNanos) {
        this.reason = reason;
        this.firstNanos = nowNanos;
    }

    void add(String agentId, Reason why, long nowNanos) {
        Pair before = byAgent.getOrDefault(agentId, new Pair(0, nowNanos));
        long pause = FIRST_PAUSE_NANOS << Math.min(before.count(), MOST_DOUBLINGS);
        byAgent.put(agentId, new Pair(before.count() + 1, nowNanos + Math.min(pause, LONGEST_PAUSE_NANOS)));
        reason = why;
    }

    Reason reason() {
        return reason;
    }

    boolean backsOff(String agentId, long nowNanos) {
        Pair pair = byAgent.get(agentId);
        return pair != null && pair.untilNanos() - nowNanos > 0;
    }

    boolean enoughFrom(String agentId) {
        Pair pair = byAgent.get(agentId);
        return pair != null && pair.count() >= ENOUGH;
    }

    boolean givenUp(long nowNanos) {
        return nowNanos - firstNanos >= GIVE_UP_NANOS;
    }
}
