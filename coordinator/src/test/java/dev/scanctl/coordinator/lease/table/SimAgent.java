package dev.scanctl.coordinator.lease.table;

import static dev.scanctl.coordinator.lease.table.Bench.SECOND;

import dev.scanctl.coordinator.lease.AgentFacts;
import dev.scanctl.coordinator.lease.GrantedUnit;
import dev.scanctl.coordinator.lease.LeaseId;
import dev.scanctl.coordinator.lease.LeaseTimes;
import dev.scanctl.coordinator.lease.Share;
import dev.scanctl.coordinator.lease.UnitReport;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.proto.v1.ResultAnswer.Verdict;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Reason;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An agent process as the contract wants it to be: it probes only while it has authority, and reports until answered. */
final class SimAgent {
    private static final long TTL = LeaseTimes.STANDARD.ttl().toNanos();
    private static final long HEARTBEAT = LeaseTimes.STANDARD.heartbeat().toNanos();
    private static final long DETACHED = LeaseTimes.STANDARD.detached().toNanos();
    private static final long MARGIN = SECOND;
    private static final long HELLO_TIMEOUT = 3 * SECOND;
    private static final long RESEND = 2 * SECOND;

    /** A unit it holds. */
    private static final class Held {
        final GrantedUnit grant;
        Share share;
        long expires;
        AddressSet addresses;
        long workLeft;
        long resendAt;
        boolean reporting;
        boolean handingBack;

        Held(GrantedUnit grant, long expires, long work) {
            this.grant = grant;
            this.share = grant.share();
            this.expires = expires;
            this.addresses = grant.addresses();
            this.workLeft = work;
        }
    }

    private record Ask(long sent, Set<LeaseId> listed) {}

    final String id;
    final int segment;
    final long incarnation;
    private final LeaseSimulation world;
    private final int slots;
    private final Map<UnitKey, Held> held = new LinkedHashMap<>();
    private final Map<Long, Ask> asks = new HashMap<>();
    boolean alive = true;
    long session;
    private boolean attached;
    private long seq;
    private long nextTry;
    private long lastBeat;
    private long graceEnds;

    SimAgent(LeaseSimulation world, String id, int segment, long incarnation, int slots) {
        this.world = world;
        this.id = id;
        this.segment = segment;
        this.incarnation = incarnation;
        this.slots = slots;
        this.graceEnds = world.now();
    }

    /** Five times a second. */
    void tick(long stepNanos) {
        long now = world.now();
        if (session == 0 && now >= nextTry) {
            open();
        } else if (session != 0 && !attached && now >= nextTry) {
            drop();
        } else if (attached && now - lastBeat >= HEARTBEAT) {
            beat();
        }
        for (Held unit : List.copyOf(held.values())) {
            work(unit, stepNanos);
        }
    }

    private void open() {
        asks.clear();
        seq = 0;
        session = world.connect(this);
        nextTry = world.now() + HELLO_TIMEOUT;
        Set<LeaseId> leases = leases();
        long asked = ask(leases);
        long through = session;
        world.up(this, table -> table.hello(through, facts(), leases, asked, freeSlots(), world.now()));
    }

    private AgentFacts facts() {
        return new AgentFacts(id, id, segment, "seg" + segment, incarnation, "1", "sim", Bench.ABLE);
    }

    private int freeSlots() {
        return Math.max(0, slots - held.size());
    }

    private Set<LeaseId> leases() {
        Set<LeaseId> leases = new HashSet<>();
        held.values().forEach(unit -> leases.add(unit.grant.lease()));
        return leases;
    }

    private long ask(Set<LeaseId> listed) {
        asks.put(++seq, new Ask(world.now(), listed));
        return seq;
    }

    private void beat() {
        lastBeat = world.now();
        List<UnitReport> units = held.values().stream()
                .map(unit -> new UnitReport(unit.grant.lease(), 1, 1, false, unit.share.number()))
                .toList();
        long asked = ask(leases());
        int free = freeSlots();
        long through = session;
        world.up(this, table -> table.heartbeat(through, asked, units, free, "", world.now()));
    }

    /** This side gives the stream up. */
    void drop() {
        world.hangUp(session);
        ended();
    }

    /** The stream is gone. */
    void ended() {
        if (attached) {
            graceEnds = world.now() + DETACHED;
        }
        attached = false;
        session = 0;
        nextTry = world.now() + world.between(SECOND / 5, 2 * SECOND);
    }

    /** The share that each unit may be probed at now. */
    Map<LeaseId, Share> sharesInUse() {
        Map<LeaseId, Share> inUse = new HashMap<>();
        held.values().stream()
                .filter(unit -> alive && !unit.reporting && mayProbe(unit))
                .forEach(unit -> inUse.put(unit.grant.lease(), unit.share));
        return inUse;
    }

    private boolean mayProbe(Held unit) {
        return world.now() < unit.expires && (attached || world.now() < graceEnds);
    }

    private void work(Held unit, long stepNanos) {
        if (!alive) {
            return;
        }
        if (unit.reporting) {
            if (attached && world.now() >= unit.resendAt) {
                send(unit, false);
            }
        } else if (mayProbe(unit)) {
            world.probed(this, unit.grant.lease());
            unit.workLeft -= stepNanos;
            if (alive && unit.workLeft <= 0) {
                finish(unit);
            }
        }
    }

    private void finish(Held unit) {
        LeaseId lease = unit.grant.lease();
        if (attached && world.chance(world.faulty() ? 0.15 : 0)) {
            handBack(unit, lease);
            return;
        }
        unit.reporting = true;
        send(unit, false);
    }

    /** Hosts that are finished go first, as a partial result; once that is answered the rest goes back. */
    private void handBack(Held unit, LeaseId lease) {
        if (unit.addresses.size() > 1 && world.chance(0.5) && !unit.handingBack && !discovery(unit)) {
            unit.handingBack = true;
            unit.workLeft = RESEND;
            send(unit, true);
            return;
        }
        double kind = world.random().nextDouble();
        @Nullable Reason reason = kind < 0.3 ? null : kind < 0.4 ? Reason.POLICY : Reason.LOCAL_ROUTE;
        long through = session;
        held.remove(lease.unit());
        world.up(this, table -> table.handBack(through, lease, reason, "sim", world.now()));
    }

    private static boolean discovery(Held unit) {
        return unit.grant.terms().plan().isDiscovery(unit.grant.lease().unit().unit());
    }

    private void send(Held unit, boolean partial) {
        unit.resendAt = world.now() + RESEND;
        LeaseId lease = unit.grant.lease();
        if (discovery(unit)) {
            AddressSet live = LeaseSimulation.live().intersect(unit.addresses);
            boolean doubted = world.chance(world.faulty() ? 0.1 : 0);
            world.report(this, new ModelStore.Result(id, lease, live, false, doubted));
            return;
        }
        AddressSet hosts = partial ? unit.addresses.slice(0, unit.addresses.size() / 2) : unit.addresses;
        boolean untrusted = world.chance(world.faulty() ? 0.1 : 0);
        world.report(this, new ModelStore.Result(id, lease, hosts, partial, untrusted && !partial));
    }

    void answered(LeaseId lease, AddressSet hosts, boolean partial, Verdict verdict) {
        world.seen("verdict " + verdict);
        Held unit = find(lease);
        if (unit == null) {
            return;
        }
        if (partial && verdict == Verdict.VERDICT_APPLIED) {
            unit.addresses = unit.addresses.minus(hosts);
        } else if (!partial) {
            held.remove(lease.unit());
        }
    }

    private @Nullable Held find(LeaseId lease) {
        Held unit = held.get(lease.unit());
        return unit != null && unit.grant.lease().equals(lease) ? unit : null;
    }

    // What the coordinator says.

    void hear(HeardLines.Word word) {
        if (word.session() != session) {
            return;
        }
        switch (word) {
            case HeardLines.Welcomed welcome -> welcomed(welcome);
            case HeardLines.TurnedAway refused -> turnedAway(refused);
            case HeardLines.Granted granted -> granted(granted.grant());
            case HeardLines.Renewed renewed -> renewed(renewed);
            case HeardLines.Revoked revoked -> {
                if (find(revoked.lease()) != null) {
                    held.remove(revoked.lease().unit());
                }
            }
            case HeardLines.Excluded excluded -> exclude(excluded);
            case HeardLines.Shared shared -> {
                Held unit = find(shared.lease());
                if (unit != null && shared.share().number() >= unit.share.number()) {
                    unit.share = shared.share();
                    world.seen("share told anew");
                }
            }
            case HeardLines.Cut cut -> ended();
        }
    }

    private void welcomed(HeardLines.Welcomed welcome) {
        Ask ask = asks.get(welcome.askedSeq());
        if (ask == null || attached) {
            return;
        }
        attached = true;
        held.values().forEach(unit -> unit.share = new Share(unit.share.maxPps(), unit.share.hostPps()));
        lastBeat = world.now();
        if (!welcome.kept().isEmpty()) {
            world.seen("kept at a hello");
        }
        keepAmong(ask, welcome.kept());
    }

    private void turnedAway(HeardLines.TurnedAway refused) {
        world.seen("refused as a duplicate");
        ended();
        nextTry = world.now() + refused.retryAfterMs() * 1_000_000;
    }

    private void renewed(HeardLines.Renewed renewed) {
        Ask ask = asks.get(renewed.askedSeq());
        if (ask != null) {
            keepAmong(ask, renewed.leases());
        }
    }

    private void keepAmong(Ask ask, List<LeaseId> kept) {
        for (LeaseId lease : ask.listed()) {
            Held unit = find(lease);
            if (unit != null && kept.contains(lease)) {
                unit.expires = Math.max(unit.expires, ask.sent() + TTL - MARGIN);
            } else if (unit != null) {
                held.remove(lease.unit());
            }
        }
    }

    private void granted(GrantedUnit grant) {
        Ask ask = asks.get(grant.askedSeq());
        Held before = held.get(grant.lease().unit());
        boolean stale = before != null
                && before.grant.lease().epoch().compareTo(grant.lease().epoch()) >= 0;
        if (ask == null || stale || ask.sent() + TTL - MARGIN <= world.now()) {
            return;
        }
        long work = world.between(SECOND, 12 * SECOND);
        held.put(grant.lease().unit(), new Held(grant, ask.sent() + TTL - MARGIN, work));
    }

    private void exclude(HeardLines.Excluded excluded) {
        for (Held unit : held.values()) {
            if (unit.grant.lease().unit().scanId() == excluded.scanId() && !unit.reporting) {
                unit.addresses = unit.addresses.minus(excluded.addresses());
            }
        }
    }
}
