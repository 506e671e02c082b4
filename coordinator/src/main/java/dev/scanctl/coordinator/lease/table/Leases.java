package dev.scanctl.coordinator.lease.table;

import dev.scanctl.coordinator.lease.LeaseLines;
import dev.scanctl.coordinator.lease.Share;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.proto.v1.Revoke;
import dev.scanctl.wire.AddressSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens and ends live leases and keeps their shares. Owned by the lease table's thread. */
final class Leases {
    /** Between two looks at shares that could grow: each may be a message to every lease of a scan. */
    private static final long LEVEL_NANOS = 1_000_000_000L;

    private final Board board;
    private final RateShares rates;
    private final HostShares hosts;
    private final LeaseLines lines;
    private long levelledNanos;

    Leases(Board board, LeaseLines lines) {
        this.board = board;
        this.rates = new RateShares(board, new ScopeRates(board), this::tell);
        this.hosts = new HostShares(board);
        this.lines = lines;
        this.levelledNanos = board.startNanos;
    }

    /** A lease counts, with its share, from the moment it is asked of the store. */
    Lease open(TrackedUnit unit, UnitRow leased, @Nullable AgentTrack agent, AddressSet addresses, Share share) {
        Lease lease = new Lease(unit, leased, agent, addresses, share);
        unit.lease = lease;
        unit.segment.scan.leases.add(lease);
        if (agent != null) {
            agent.leases.put(lease.id, lease);
        }
        return lease;
    }

    void end(Lease lease) {
        lease.unit.segment.scan.leases.remove(lease);
        if (lease.agent != null) {
            lease.agent.leases.remove(lease.id);
        }
    }

    /**
     * Takes up a lease that only the store knows of, from before the coordinator started: its agent may come back for
     * it until a full ttl has passed since the start.
     * False if no share of a cap is left for it, or if the coordinator itself held it.
     */
    boolean recover(TrackedUnit unit) {
        ScanTrack scan = unit.segment.scan;
        AddressSet addresses = unit.segment.addressesOf(unit.key.unit());
        Share share = share(unit.segment, addresses, rates.recovered(scan, leasedRows(scan)));
        String holder = unit.row.agentId();
        if (share == null || holder == null) {
            return false;
        }
        Share told = share.next(share.maxPps(), share.hostPps());
        Lease lease = open(unit, unit.row, board.agent(holder, unit.row.incarnation()), addresses, told);
        lease.renewedNanos = board.startNanos;
        lease.granted = true;
        lease.unheard = true;
        return true;
    }

    private static long leasedRows(ScanTrack scan) {
        return scan.units()
                .filter(TrackedUnit::leasedToAgent)
                .count();
    }

    /** The share of one more lease; null if nothing is left of a cap. */
    @Nullable Share share(SegmentTrack segment, AddressSet addresses) {
        return share(segment, addresses, rates.next(segment.scan));
    }

    private @Nullable Share share(SegmentTrack segment, AddressSet addresses, long ratePps) {
        if (ratePps == RateShares.NONE) {
            segment.stall = Stall.RATE_CAP;
            return null;
        }
        long hostPps = hosts.next(segment, addresses);
        if (hostPps == HostShares.NONE) {
            segment.stall = Stall.HOST_CAP;
            return null;
        }
        return new Share(ratePps, hostPps);
    }

    /** Whether a rate cap allows a scan fewer leases than it could have. */
    boolean scarce(ScanTrack scan) {
        return rates.scarce(scan);
    }

    /** Time has passed and claimants have come and gone: leases that have less than their part get it. */
    void level(long nowNanos) {
        if (nowNanos - levelledNanos < LEVEL_NANOS) {
            return;
        }
        levelledNanos = nowNanos;
        board.scans.values().stream().filter(ScanTrack::running).forEach(rates::level);
    }

    /** After an edit: every live lease gets its share anew; those for which none is left are answered. */
    List<TrackedUnit> apportion(ScanTrack scan) {
        List<Lease> all = List.copyOf(scan.leases);
        List<TrackedUnit> homeless = new ArrayList<>();
        scan.leases.clear();
        for (Lease lease : all) {
            long hostPps = lease.agent == null ? 0 : hosts.next(lease.unit.segment, lease.addresses);
            if (lease.agent != null && (hostPps == HostShares.NONE || !rates.hasRoom(scan))) {
                homeless.add(lease.unit);
                continue;
            }
            scan.leases.add(lease);
            if (lease.share.hostPps() != hostPps) {
                lease.share(lease.share.next(lease.share.maxPps(), hostPps));
                tell(lease);
            }
        }
        rates.edited(scan);
        return homeless;
    }

    /** No agent is entitled to what it was granted of a scan, each under terms that are no longer. */
    List<TrackedUnit> disown(ScanTrack scan) {
        List<Lease> granted = scan.leases.stream().filter(lease -> lease.granted).toList();
        granted.forEach(scan.leases::remove);
        return granted.stream().map(lease -> lease.unit).toList();
    }

    void tell(Lease lease) {
        AgentTrack agent = lease.agent;
        if (agent != null && lease.granted && agent.connected()) {
            lines.share(agent.session, lease.id, lease.share);
        }
    }

    void revoke(Lease lease, Revoke.Cause cause) {
        AgentTrack agent = lease.agent;
        if (agent != null && lease.granted && agent.connected()) {
            lines.revoke(agent.session, lease.id, cause);
        }
    }
}
