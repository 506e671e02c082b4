package dev.scanctl.coordinator.lease.table;

import dev.scanctl.coordinator.lease.AgentFacts;
import dev.scanctl.coordinator.lease.LeaseId;
import dev.scanctl.coordinator.lease.Need;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One agent: its newest incarnation, its stream and what it holds. Owned by the lease table's thread. */
final class AgentTrack {
    final String agentId;
    /** Null: known only from leases that were there when the coordinator started. */
    @Nullable AgentFacts facts;

    long incarnation;
    /** 0: not connected. */
    long session;

    long lastSeq;
    /** Receipt of the newest message, which is also when {@link #lastSeq} came. */
    long lastSeenNanos;

    long detachedNanos;
    /** Whether {@link #detachedNanos} counts: a stream of this incarnation has ended. */
    boolean detached;
    /** Units it can hold at a time, by its own account. */
    int capacity;

    String note = "";
    /** Whether it should be left alone as a whole, whatever the units. */
    final Rest rest = new Rest();
    final Map<LeaseId, Lease> leases = new LinkedHashMap<>();
    /** Units whose leases ran out under this incarnation; they count as attempts once it is known to be lost. */
    final Set<LeaseId> lapsed = new HashSet<>();

    AgentTrack(String agentId, long incarnation) {
        this.agentId = agentId;
        this.incarnation = incarnation;
    }

    boolean connected() {
        return session != 0;
    }

    int freeSlots() {
        return connected() ? capacity - leases.size() : 0;
    }

    /** Whether it can be given a unit now. */
    boolean takesWork(long nowNanos) {
        return freeSlots() > 0 && !rest.lasts(nowNanos);
    }

    boolean serves(int segmentId) {
        return connected() && facts != null && facts.segmentId() == segmentId;
    }

    boolean can(Need need) {
        return facts != null && need.metBy(facts.abilities());
    }

    boolean canAnyOf(List<Need> needs) {
        return needs.stream().anyMatch(this::can);
    }

    String label() {
        return facts == null ? agentId : facts.name();
    }
}
