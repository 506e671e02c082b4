package dev.scanctl.coordinator.lease.table;

import dev.scanctl.coordinator.lease.Need;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Apportions the rate cap of a scan, its own or its part of its scope's, among its leases. Owned by the lease table's thread.
 *
 * <p>The cap is cut by claimants: units that are open and for which an agent has a place. So the last unit of a scan has
 * all of the cap, and a lease that ends leaves its part to the others. What leases are told never sums to more than the
 * cap. An agent goes on at its old rate until it hears of a smaller one, and names that in its next heartbeat: until then the
 * old rate is taken ({@link Lease#inUsePps}), and nobody else gets what was cut.
 */
final class RateShares {
    /** Nothing is left of a cap until a lease ends or an agent has heard of its smaller share. */
    static final long NONE = -1;

    private final Board board;
    private final ScopeRates scopes;
    private final Consumer<Lease> tell;

    /** @param tell sends a lease's share to its agent, if it has been granted */
    RateShares(Board board, ScopeRates scopes, Consumer<Lease> tell) {
        this.board = board;
        this.scopes = scopes;
        this.tell = tell;
    }

    /** Attempts a second for one more lease, for which others may be cut: 0 for no cap, {@link #NONE} if none is left. */
    long next(ScanTrack scan) {
        long cap = scopes.cap(scan);
        List<Lease> live = live(scan);
        if (cap <= 0) {
            return cap;
        }
        if (anyUnheard(scan)) {
            return NONE;
        }
        long ways = ways(scan, cap, live.size() + 1L);
        long fair = fair(live, cap, ways);
        if (left(scan, cap) < fair) {
            cut(live, cap, ways);
            trimOthers(scan);
        }
        long left = left(scan, cap);
        return left < 1 ? NONE : Math.min(left, fair);
    }

    /**
     * The same for a lease of before the coordinator started, which its agent may be using.
     *
     * @param leases that the scan had then, those not taken up yet among them
     */
    long recovered(ScanTrack scan, long leases) {
        long cap = scopes.cap(scan);
        if (cap <= 0) {
            return cap;
        }
        trimOthers(scan);
        long left = left(scan, cap);
        return left < 1 ? NONE : Math.min(left, fair(live(scan), cap, ways(scan, cap, leases)));
    }

    /** Whether there are more claimants than leases may live. */
    boolean scarce(ScanTrack scan) {
        long cap = scopes.cap(scan);
        return cap != 0 && claimants(scan) > cap;
    }

    /** Whether a cap that was edited has room for one more of the leases it had. */
    boolean hasRoom(ScanTrack scan) {
        long cap = scopes.cap(scan);
        return cap == 0 || live(scan).size() < cap;
    }

    /** After an edit: shares follow the cap at once, up or down. */
    void edited(ScanTrack scan) {
        long cap = scopes.cap(scan);
        List<Lease> live = live(scan);
        if (cap == 0) {
            live.forEach(lease -> give(lease, 0));
        } else if (cap > 0) {
            cut(live, cap, ways(scan, cap, live.size()));
            level(scan);
        }
    }

    /** Leases that have less than their part get it, as far as others have let go of it. */
    void level(ScanTrack scan) {
        long cap = scopes.cap(scan);
        List<Lease> live = live(scan);
        if (cap <= 0 || live.isEmpty() || anyUnheard(scan)) {
            return;
        }
        long ways = ways(scan, cap, live.size());
        if (wanted(live, cap, ways) > left(scan, cap)) {
            cut(live, cap, ways);
            trimOthers(scan);
        }
        long left = left(scan, cap);
        for (int i = 0; i < live.size() && left > 0; i++) {
            Lease lease = live.get(i);
            long more = Math.min(left, part(cap, ways, i) - lease.share.maxPps());
            if (more > 0 && lease.inUsePps == lease.share.maxPps() && hears(lease)) {
                give(lease, lease.share.maxPps() + more);
                left -= more;
            }
        }
    }

    /** Other scans of its scope give back what is more than their parts by now. */
    private void trimOthers(ScanTrack scan) {
        for (ScanTrack other : scopes.sharing(scan)) {
            long cap = other == scan ? 0 : scopes.cap(other);
            List<Lease> live = cap > 0 ? live(other) : List.of();
            if (live.stream().mapToLong(lease -> lease.share.maxPps()).sum() > cap) {
                cut(live, cap, ways(other, cap, live.size()));
            }
        }
    }

    private static long wanted(List<Lease> live, long cap, long ways) {
        long wanted = 0;
        for (int i = 0; i < live.size(); i++) {
            wanted += Math.max(0, part(cap, ways, i) - live.get(i).share.maxPps());
        }
        return wanted;
    }

    private void cut(List<Lease> live, long cap, long ways) {
        for (int i = 0; i < live.size(); i++) {
            Lease lease = live.get(i);
            long part = part(cap, ways, i);
            boolean larger = lease.share.maxPps() == 0 || lease.share.maxPps() > part;
            if (larger) {
                give(lease, part);
            }
        }
    }

    private void give(Lease lease, long pps) {
        if (lease.share.maxPps() != pps) {
            lease.share(lease.share.next(pps, lease.share.hostPps()));
            tell.accept(lease);
        }
    }

    /** Whether what it is given reaches its agent: at once, or with the grant. */
    private static boolean hears(Lease lease) {
        return !lease.granted || lease.agent != null && lease.agent.connected();
    }

    /** Those that probe, the largest share first, so that a remainder stays where it is. */
    private static List<Lease> live(ScanTrack scan) {
        return scan.leases.stream()
                .filter(lease -> lease.agent != null)
                .sorted(Comparator.comparingLong((Lease lease) -> lease.share.maxPps())
                        .reversed())
                .toList();
    }

    /** After a restart all wait until the agents of before keep to shares of now, or have lost their leases. */
    private boolean anyUnheard(ScanTrack scan) {
        return scopes.sharing(scan).stream().flatMap(other -> other.leases.stream()).anyMatch(lease -> lease.unheard);
    }

    /** What nobody uses, of the scan's cap and of its scope's. */
    private long left(ScanTrack scan, long cap) {
        return Math.min(cap - Math.min(cap, inUse(scan)), scopes.left(scan));
    }

    /** Attempts a second that agents may be making for a scan; {@link Long#MAX_VALUE} for no bound. */
    static long inUse(ScanTrack scan) {
        long sum = 0;
        for (Lease lease : scan.leases) {
            long one = lease.agent == null ? 0 : lease.inUsePps;
            sum = one > Long.MAX_VALUE - sum ? Long.MAX_VALUE : sum + one;
        }
        return sum;
    }

    /** Of a cap that is cut so many ways, the first ones get what division leaves over. */
    private static long part(long cap, long ways, long index) {
        return cap / ways + (index < cap % ways ? 1 : 0);
    }

    private static long fair(List<Lease> live, long cap, long ways) {
        long larger = live.stream()
                .filter(lease -> lease.share.maxPps() > cap / ways)
                .count();
        return part(cap, ways, larger);
    }

    private long ways(ScanTrack scan, long cap, long atLeast) {
        long claimants = Math.max(atLeast, claimants(scan));
        return Math.max(1, Math.min(cap, claimants));
    }

    private long claimants(ScanTrack scan) {
        return scan.segments.values().stream()
                .mapToLong(segment -> Math.min(segment.unitsOpen(), slots(segment)))
                .sum();
    }

    /** Places in which agents hold units of the scan or could. */
    private long slots(SegmentTrack segment) {
        List<Need> needs = segment.needs();
        return board.serving(segment).stream()
                .filter(agent -> agent.canAnyOf(needs))
                .mapToLong(agent -> Math.max(0, agent.capacity - ofOthers(agent, segment.scan)))
                .sum();
    }

    private static long ofOthers(AgentTrack agent, ScanTrack scan) {
        return agent.leases.values().stream()
                .filter(lease -> lease.unit.segment.scan != scan)
                .count();
    }
}
