package dev.scanctl.coordinator.lease.table;

import dev.scanctl.coordinator.lease.LeaseId;
import dev.scanctl.coordinator.lease.Share;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.wire.AddressSet;
import org.jspecify.annotations.Nullable;

/**
 * A live lease, from the moment it is asked of the store until the store has taken it back. Owned by the lease table's
 * thread.
 */
final class Lease {
    final LeaseId id;
    final TrackedUnit unit;
    /** Null: held by the coordinator itself, to settle the unit without probing. */
    final @Nullable AgentTrack agent;

    final long incarnation;
    /** What it may touch; shrinks only. */
    AddressSet addresses;

    Share share;
    /** Attempts a second its agent may be making: its share's, or a larger one's until it has heard of the smaller. */
    long inUsePps;
    /** From before the coordinator started: what its agent uses is not known until it keeps to a share of now. */
    boolean unheard;
    /** Receipt of the newest message that renewed it. */
    long renewedNanos;
    /** The grant was sent, or the agent said that it holds it. */
    boolean granted;
    /** Results on their way into the store; it does not expire meanwhile. */
    int ingesting;

    long probesDone;
    long ratePps;
    boolean suspended;
    /** Provisional open ports, less those that partial results settled; never negative. */
    long found;
    /** Ports that partial results of this lease settled. */
    long settledPorts;

    /** @param leased the unit's row as it is or is to become */
    Lease(TrackedUnit unit, UnitRow leased, @Nullable AgentTrack agent, AddressSet addresses, Share share) {
        this.id = new LeaseId(leased.key(), leased.epoch());
        this.unit = unit;
        this.agent = agent;
        this.incarnation = leased.incarnation();
        this.addresses = addresses;
        this.share = share;
        this.inUsePps = bound(share);
    }

    void share(Share next) {
        share = next;
        inUsePps = granted && !unheard ? Math.max(inUsePps, bound(next)) : bound(next);
    }

    /** Its agent keeps to the share of this number. */
    void shareHeard(int number) {
        if (number == share.number()) {
            inUsePps = bound(share);
            unheard = false;
        }
    }

    private static long bound(Share share) {
        return share.maxPps() == 0 ? Long.MAX_VALUE : share.maxPps();
    }

    boolean heldBy(AgentTrack other) {
        return agent == other && incarnation == other.incarnation;
    }
}
