package dev.scanctl.coordinator.lease.table;

import dev.scanctl.coordinator.lease.Abilities;
import dev.scanctl.coordinator.lease.AgentFacts;
import dev.scanctl.coordinator.lease.GrantedUnit;
import dev.scanctl.coordinator.lease.Hold;
import dev.scanctl.coordinator.lease.LeaseId;
import dev.scanctl.coordinator.lease.LeaseListener;
import dev.scanctl.coordinator.lease.LeaseTimes;
import dev.scanctl.coordinator.lease.Permit;
import dev.scanctl.coordinator.lease.ScanTerms;
import dev.scanctl.coordinator.lease.UnitReport;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.UnitShape;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.proto.v1.ProbeSettings;
import dev.scanctl.proto.v1.Profile;
import dev.scanctl.proto.v1.ResultAnswer.Verdict;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Epoch;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** A lease table on a workbench: a model store that answers when told, agents that are session numbers, own time. */
final class Bench {
    static final long SECOND = 1_000_000_000L;
    static final int SEGMENT = 1;

    static final Abilities ABLE =
            new Abilities(EnumSet.allOf(Method.class), EnumSet.allOf(Protocol.class), true);
    static final Abilities CONNECTS = new Abilities(Set.of(Method.CONNECT), Set.of(Protocol.TCP), true);

    final ModelStore store = new ModelStore();
    final HeardLines lines = new HeardLines();
    final List<String> journal = new ArrayList<>();
    final List<Long> resting = new ArrayList<>();
    final List<LeaseId> withdrawn = new ArrayList<>();
    /** Scans that may not be probed now, with what is said of it. */
    final Map<Long, String> held = new HashMap<>();

    LeaseTable table = newTable();
    private long lastSession;
    private long lastSeq;

    private LeaseTable newTable() {
        LeaseListener listener = new LeaseListener() {
            @Override
            public void restingScan(long scanId) {
                resting.add(scanId);
            }

            @Override
            public void withdrawn(UnitKey unit, Epoch epoch) {
                withdrawn.add(new LeaseId(unit, epoch));
            }
        };
        LeaseTable made = new LeaseTable(LeaseTimes.STANDARD, 1, store.nowNanos, store, lines, listener, journal::add);
        made.heed(terms -> Optional.ofNullable(held.get(terms.scanId())).map(Hold::new));
        return made;
    }

    /** Two units for each host: {@code ports} 1 to 32, 16 a unit. */
    static ScanTerms terms(long scanId, int hosts, long ratePps, long hostPps) {
        return terms(scanId, hosts, ratePps, hostPps, Profile.PROFILE_NORMAL);
    }

    static ScanTerms terms(long scanId, int hosts, long ratePps, long hostPps, Profile profile) {
        Address first = Address.parse("10.0.0.0");
        AddressSet targets = AddressSet.of(new AddressRange(first, first.plus(hosts - 1)));
        PortSet ports = PortSet.of(new PortRange(1, 32));
        Plan plan = Plan.of(targets, ports, PortSet.EMPTY, new UnitShape(16, 16, 16, 16), scanId);
        ProbeSettings settings = ProbeSettings.newBuilder().setProfile(profile).build();
        return new ScanTerms(scanId, plan, settings, 50, ratePps, hostPps, 0, AddressSet.EMPTY);
    }

    /** The same under a scope that has a rate for all of its scans. */
    static ScanTerms under(String scope, long scopePps, ScanTerms terms) {
        return permitted(terms, new Permit(scope, scopePps, List.of()));
    }

    static ScanTerms permitted(ScanTerms terms, Permit permit) {
        return new ScanTerms(
                terms.scanId(),
                terms.plan(),
                terms.settings(),
                terms.priority(),
                terms.ratePps(),
                terms.hostRatePps(),
                terms.overlay(),
                terms.excluded(),
                terms.control(),
                permit);
    }

    /** The same with its hosts looked for first, three a unit. */
    static ScanTerms discovering(long scanId, int hosts) {
        Address first = Address.parse("10.0.0.0");
        AddressSet targets = AddressSet.of(new AddressRange(first, first.plus(hosts - 1)));
        PortSet ports = PortSet.of(new PortRange(1, 8));
        Plan plan = Plan.of(targets, ports, PortSet.EMPTY, new UnitShape(16, 8, 16, 16), true, scanId);
        return new ScanTerms(scanId, plan, ProbeSettings.getDefaultInstance(), 50, 0, 0, 0, AddressSet.EMPTY);
    }

    static ScanTerms excluding(ScanTerms terms, int overlay, String address) {
        return new ScanTerms(
                terms.scanId(),
                terms.plan(),
                terms.settings(),
                terms.priority(),
                terms.ratePps(),
                terms.hostRatePps(),
                overlay,
                AddressSet.of(AddressRange.of(Address.parse(address))),
                terms.control(),
                terms.permit());
    }

    static ScanTerms prioritised(ScanTerms terms, int priority) {
        return new ScanTerms(
                terms.scanId(),
                terms.plan(),
                terms.settings(),
                priority,
                terms.ratePps(),
                terms.hostRatePps(),
                terms.overlay(),
                terms.excluded());
    }

    Bench scan(ScanTerms terms, int... segments) {
        store.scan(terms, segments.length == 0 ? new int[] {SEGMENT} : segments);
        add(terms.scanId());
        return this;
    }

    private void add(long scanId) {
        ModelStore.StoredScan scan = store.scans.get(scanId);
        if (scan != null) {
            table.addScan(scan.terms, scan.paused, scan.starts(), store.open(scanId), store.nowNanos);
            settle();
        }
    }

    /** The coordinator dies and comes back with what the store has. */
    Bench restart() {
        store.clear();
        lines.words.clear();
        table = newTable();
        List.copyOf(store.scans.keySet()).forEach(this::add);
        return this;
    }

    /** Lets the store answer all that it was asked. */
    Bench settle() {
        while (!store.isEmpty()) {
            store.step().accept(table);
        }
        return this;
    }

    Bench pass(double seconds) {
        long until = store.nowNanos + (long) (seconds * SECOND);
        while (store.nowNanos < until) {
            store.nowNanos = Math.min(until, store.nowNanos + SECOND / 4);
            table.tick(store.nowNanos);
            settle();
        }
        return this;
    }

    long hello(String agent, long incarnation, int slots, LeaseId... held) {
        return hello(agent, SEGMENT, incarnation, slots, held);
    }

    long hello(String agent, int segment, long incarnation, int slots, LeaseId... held) {
        return hello(agent, segment, incarnation, slots, ABLE, held);
    }

    /** Before the store has answered what follows from it. */
    long helloUnsettled(String agent, long incarnation, int slots) {
        return greet(agent, SEGMENT, incarnation, slots, ABLE);
    }

    /** An agent that can do less than all. */
    long hello(String agent, int segment, long incarnation, int slots, Abilities abilities, LeaseId... held) {
        long session = greet(agent, segment, incarnation, slots, abilities, held);
        settle();
        return session;
    }

    private long greet(String agent, int segment, long incarnation, int slots, Abilities abilities, LeaseId... held) {
        long session = ++lastSession;
        AgentFacts facts = new AgentFacts(
                agent, agent, segment, "seg" + segment, incarnation, "1.0", "192.0.2.1:1000", abilities);
        table.hello(session, facts, Set.of(held), ++lastSeq, slots, store.nowNanos);
        return session;
    }

    Bench beat(long session, int freeSlots, LeaseId... units) {
        return beat(session, freeSlots, units, this::told);
    }

    /** As when the newest shares are still on their way. */
    Bench beatBeforeHearing(long session, int freeSlots, LeaseId... units) {
        return beat(session, freeSlots, units, id -> told(id) - 1);
    }

    private Bench beat(long session, int freeSlots, LeaseId[] units, ToIntFunction<LeaseId> share) {
        List<UnitReport> reports = List.of(units).stream()
                .map(id -> new UnitReport(id, 5, 10, false, share.applyAsInt(id)))
                .toList();
        table.heartbeat(session, ++lastSeq, reports, freeSlots, "", store.nowNanos);
        return settle();
    }

    /** Number of the newest share that the agent was told. */
    private int told(LeaseId id) {
        Lease lease = table.board().lease(id);
        return lease == null ? 0 : lease.share.number();
    }

    /** Time passes while an agent beats every two seconds. */
    Bench passBeating(double seconds, long session, int freeSlots, LeaseId... units) {
        for (double t = 0; t < seconds; t += 2) {
            beat(session, freeSlots, units).pass(Math.min(2, seconds - t));
        }
        return this;
    }

    Bench end(long session) {
        table.ended(session, store.nowNanos);
        return settle();
    }

    Bench handBack(long session, LeaseId id, @Nullable Reason reason) {
        table.handBack(session, id, reason, "because", store.nowNanos);
        return settle();
    }

    /** The agent's result of all that is left of the unit. */
    Verdict result(String agent, LeaseId id) {
        return result(agent, id, false);
    }

    Verdict result(String agent, LeaseId id, boolean untrusted) {
        ModelStore.StoredScan scan = store.scans.get(id.unit().scanId());
        AddressSet hosts = scan == null
                ? AddressSet.EMPTY
                : scan.terms.addressesOf(id.unit().unit()).minus(scan.down(id.unit()));
        return send(new ModelStore.Result(agent, id, hosts, false, untrusted));
    }

    /** The agent's result of a unit of discovery. */
    Verdict live(String agent, LeaseId id, String... addresses) {
        AddressSet live = AddressSet.of(Arrays.stream(addresses)
                .map(address -> AddressRange.of(Address.parse(address)))
                .toList());
        return send(new ModelStore.Result(agent, id, live, false, false));
    }

    Verdict send(ModelStore.Result result) {
        List<Verdict> verdicts = new ArrayList<>();
        table.resultArrived(result.lease());
        store.ingest(result, verdicts::add);
        settle();
        return verdicts.getFirst();
    }

    LeaseId onlyGrant(long session) {
        List<GrantedUnit> grants = lines.grants(session);
        if (grants.size() != 1) {
            throw new AssertionError("one grant expected, not " + grants);
        }
        return grants.getFirst().lease();
    }

    LeaseId lastGrant(long session) {
        return lines.grants(session).getLast().lease();
    }
}
