package dev.scanctl.coordinator.lease.table;

import dev.scanctl.coordinator.lease.GrantedUnit;
import dev.scanctl.coordinator.lease.LeaseId;
import dev.scanctl.coordinator.lease.Share;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.wire.Address;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What must be true after every step of the simulation, and at its end. */
final class Invariants {
    private final LeaseSimulation world;
    private final Set<LeaseId> granted = new HashSet<>();
    /** Attempts a second that agents may be making, by scan or scope, after the step before. */
    private final Map<Object, Long> inUse = new HashMap<>();

    Invariants(LeaseSimulation world) {
        this.world = world;
    }

    /** An epoch is granted to one agent only, and only after the store has it. */
    void granted(GrantedUnit grant) {
        UnitRow row = world.store.rows.get(grant.lease().unit());
        require(row != null && row.epoch().compareTo(grant.lease().epoch()) >= 0, grant + " before it was stored");
        require(granted.add(grant.lease()), grant + " for the second time");
        require(!grant.addresses().isEmpty(), grant + " of nothing");
        discovered(grant);
    }

    /** Ports come after the discovery of their hosts, and only those of live hosts. */
    private void discovered(GrantedUnit grant) {
        UnitKey unit = grant.lease().unit();
        ModelStore.StoredScan scan = Objects.requireNonNull(world.store.scans.get(unit.scanId()));
        grant.terms().plan().discoveryOf(unit.unit()).ifPresent(units -> {
            for (long number = units.first(); number < units.end(); number++) {
                UnitKey discovery = new UnitKey(unit.scanId(), unit.segmentId(), number);
                require(world.store.state(discovery) == UnitState.DONE, grant + " before " + discovery);
            }
        });
        require(scan.down(unit).intersect(grant.addresses()).isEmpty(), grant + " of hosts that are down");
    }

    /** Nobody probes what was taken from him because he was silent: his authority ended before. */
    void probed(LeaseId lease) {
        require(!world.store.silent.contains(lease), lease + " is probed after its end");
    }

    void check() {
        for (Map.Entry<UnitKey, Integer> times : world.store.applied.entrySet()) {
            require(times.getValue() == 1, times.getKey() + " was applied " + times.getValue() + " times");
        }
        LeaseTable table = world.table();
        if (table != null) {
            leases(table.board());
            table.board().scans.values().forEach(this::rates);
            scopeRates(table.board());
            LeaseSimulation.hosts().forEach(host -> hostCap(table.board(), host));
            world.agents().forEach(agent -> agent.sharesInUse().forEach((lease, share) -> reckoned(table, lease, share)));
        }
    }

    private void leases(Board board) {
        Map<UnitKey, LeaseId> live = new HashMap<>();
        for (AgentTrack agent : board.agents.values()) {
            for (Lease lease : agent.leases.values()) {
                LeaseId other = live.put(lease.id.unit(), lease.id);
                require(other == null, "two live leases: " + other + " and " + lease.id);
                require(lease.unit.lease == lease || board.unit(lease.id.unit()) == null, lease.id + " is nobody's");
            }
        }
        for (ScanTrack scan : board.scans.values()) {
            for (SegmentTrack segment : scan.segments.values()) {
                require(segment.nextPosition <= segment.takenPosition, "positions of scan " + scan.scanId);
                segment.waiting.forEach(unit -> require(
                        unit.waits() && unit.lease == null && segment.units.containsValue(unit),
                        unit.key + " waits as " + unit.row));
            }
        }
    }

    private void rates(ScanTrack scan) {
        long cap = scan.terms.ratePps();
        List<Lease> probing = probing(scan);
        long sum = probing.stream().mapToLong(lease -> lease.share.maxPps()).sum();
        boolean bounded = probing.stream().allMatch(lease -> lease.share.maxPps() > 0);
        require(cap == 0 || bounded && sum <= cap, "scan " + scan.scanId + " has shares of " + sum + " of " + cap);
        ratesInUse(scan, probing, cap);
    }

    private static List<Lease> probing(ScanTrack scan) {
        return scan.leases.stream().filter(lease -> lease.agent != null).toList();
    }

    /** All scans under one scope together, whatever is paused, excluded or edited. */
    private void scopeRates(Board board) {
        List<ScanTrack> under = board.scans.values().stream()
                .filter(scan -> scan.terms.permit().scopePps() > 0)
                .toList();
        if (!under.isEmpty()) {
            List<Lease> all = under.stream().flatMap(scan -> probing(scan).stream()).toList();
            ratesInUse(under.getFirst().terms.permit(), all, under.getFirst().terms.permit().scopePps());
        }
    }

    /** Agents that have not heard of a smaller share yet go on at the old one: nobody else may have it meanwhile. */
    private void ratesInUse(Object whose, List<Lease> probing, long cap) {
        long sum = 0;
        for (Lease lease : probing) {
            sum = lease.inUsePps > Long.MAX_VALUE - sum ? Long.MAX_VALUE : sum + lease.inUsePps;
        }
        long before = Objects.requireNonNullElse(inUse.put(whose, sum), 0L);
        require(
                cap == 0 || sum <= Math.max(cap, before),
                named(whose) + " may be probed at " + sum + ", " + before + " before, of " + cap);
    }

    private static String named(Object whose) {
        return whose instanceof ScanTrack scan ? "scan " + scan.scanId : whose.toString();
    }

    /** No agent probes faster than the table reckons it may, whatever messages are on their way. */
    private static void reckoned(LeaseTable table, LeaseId id, Share share) {
        Lease lease = table.board().lease(id);
        long pps = share.maxPps() == 0 ? Long.MAX_VALUE : share.maxPps();
        require(lease == null || lease.unheard || pps <= lease.inUsePps, id + " is probed at " + share + ", and reckoned with less");
    }

    private static void hostCap(Board board, Address host) {
        for (ScanTrack scan : board.scans.values()) {
            List<Lease> touching = scan.leases.stream()
                    .filter(lease -> lease.agent != null && lease.addresses.contains(host))
                    .toList();
            long sum = touching.stream().mapToLong(lease -> lease.share.hostPps()).sum();
            long cap = scan.terms.hostCapPps();
            require(cap == 0 || sum <= cap, host + " has shares of " + sum + " of " + cap);
        }
        alone(board, host);
    }

    /** Whoever touches a host for a fragile scan is alone there, of all scans. */
    private static void alone(Board board, Address host) {
        List<Lease> touching = board.scans.values().stream()
                .flatMap(scan -> scan.leases.stream())
                .filter(lease -> lease.agent != null && lease.addresses.contains(host))
                .toList();
        boolean fragile = touching.stream().anyMatch(lease -> lease.unit.segment.scan.terms.fragile());
        require(!fragile || touching.size() == 1, host + " is fragile and has " + touching);
    }

    /** Every planned unit has come to its end, once, and that was told. */
    void atTheEnd(Set<Long> resting) {
        world.store.scans.forEach((id, scan) -> {
            require(scan.cancelled || resting.contains(id) || world.table() == null || told(id), "scan " + id
                    + " was not told to rest");
        });
        for (UnitRow row : world.store.rows.values()) {
            boolean applied = world.store.applied.containsKey(row.key());
            require(applied == (row.state() == UnitState.DONE), row + " and applied: " + applied);
        }
    }

    /** The last answers are still on their way to the table. */
    private boolean told(long scanId) {
        LeaseTable table = world.table();
        return table != null && table.knows(scanId);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
