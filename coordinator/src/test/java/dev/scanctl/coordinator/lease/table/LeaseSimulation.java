package dev.scanctl.coordinator.lease.table;

import static dev.scanctl.coordinator.lease.table.Bench.SECOND;

import dev.scanctl.coordinator.lease.GrantedUnit;
import dev.scanctl.coordinator.lease.LeaseId;
import dev.scanctl.coordinator.lease.LeaseLines;
import dev.scanctl.coordinator.lease.LeaseListener;
import dev.scanctl.coordinator.lease.LeaseTimes;
import dev.scanctl.coordinator.lease.ScanTerms;
import dev.scanctl.coordinator.lease.Share;
import dev.scanctl.proto.v1.Profile;
import dev.scanctl.proto.v1.Refused;
import dev.scanctl.proto.v1.Revoke;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator, its store and some agents in one thread and virtual time, drawn by a seed. Channels lose, double,
 * delay and reorder; processes die; operators interfere. After each step {@link Invariants} hold; at the end every
 * fault has ceased and everything must come to its end.
 */
final class LeaseSimulation implements LeaseLines {
    private static final long STEP = SECOND / 5;
    private static final long TROUBLE_ENDS = 100 * SECOND;
    /** Attempts a second of the scope that two of the scans run under; 0: none. */
    private static final int[] SCOPE_RATES = {0, 0, 30, 7};
    private static final long PATIENCE = 1_500 * SECOND;

    private record Event(long at, long order, Runnable what) {}

    private final long seed;
    private final Random random;
    private final Set<String> seen;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    final ModelStore store = new ModelStore();
    private final Invariants invariants = new Invariants(this);
    private final Map<Long, SimAgent> streams = new HashMap<>();
    private final Set<Long> resetStreams = new HashSet<>();
    private final List<SimAgent> agents = new ArrayList<>();
    private final Deque<Consumer<LeaseTable>> answers = new ArrayDeque<>();
    private final Set<Long> resting = new HashSet<>();
    /** Null while the coordinator is down. */
    private @Nullable LeaseTable table;

    private long now;
    private long order;
    private long lastSession;
    private long lastIncarnation;
    private final boolean poisoned;
    /** The event just past changed nothing. */
    private boolean idle;

    LeaseSimulation(long seed, Set<String> seen) {
        this.seed = seed;
        this.random = new Random(seed);
        this.seen = seen;
        this.poisoned = seed % 3 == 0;
    }

    long now() {
        return now;
    }

    Random random() {
        return random;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    long between(long least, long most) {
        return least + (long) (random.nextDouble() * (most - least));
    }

    boolean faulty() {
        return now < TROUBLE_ENDS;
    }

    void seen(String what) {
        seen.add(what);
    }

    @Nullable LeaseTable table() {
        return table;
    }

    // The course of events.

    void run() {
        try {
            prepare();
            while (!finished()) {
                Event event = events.remove();
                now = event.at();
                store.nowNanos = now;
                idle = false;
                event.what().run();
                if (!idle) {
                    invariants.check();
                }
                if (now > PATIENCE) {
                    throw new AssertionError("nothing moves any more: " + leftOver());
                }
            }
            invariants.atTheEnd(resting);
            seen.addAll(store.edges);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + " at " + now / 1_000_000 + " ms: " + e.getMessage(), e);
        }
    }

    private void prepare() {
        int scope = SCOPE_RATES[Math.floorMod(seed, SCOPE_RATES.length)];
        store.scan(Bench.under("lab", scope, Bench.terms(1, 6, 0, 0)), 1, 2);
        store.scan(Bench.under("lab", scope, Bench.terms(2, 3, chance(0.5) ? 9 : 0, chance(0.5) ? 4 : 0)), 1);
        store.scan(Bench.terms(3, 4, 0, 0, chance(0.3) ? Profile.PROFILE_FRAGILE : Profile.PROFILE_NORMAL), 2);
        store.scan(Bench.discovering(4, 24), 1, 2);
        start();
        int[] segments = {1, 1, 1, 2, 2};
        for (int i = 0; i < segments.length; i++) {
            boot("agent" + i, segments[i]);
        }
        if (seed % 2 == 0) {
            at(between(3 * SECOND, 25 * SECOND), this::cancel);
        }
        every(STEP, () -> agents.stream().filter(agent -> agent.alive).toList().forEach(agent -> agent.tick(STEP)));
        every(SECOND / 4, () -> with(up -> up.tick(now)));
        every(SECOND, this::interfere);
        every(SECOND / 100, this::storeWorks);
    }

    private boolean finished() {
        return !faulty() && store.scans.keySet().stream().allMatch(this::over);
    }

    private boolean over(long scanId) {
        ModelStore.StoredScan scan = store.scans.get(scanId);
        return scan == null || scan.cancelled || unfinished(scan, scanId).isEmpty();
    }

    private List<String> unfinished(ModelStore.StoredScan scan, long scanId) {
        return scan.nextPosition.keySet().stream()
                .flatMap(segment -> store.unfinished(scanId, segment).stream())
                .toList();
    }

    private List<String> leftOver() {
        return store.scans.entrySet().stream()
                .flatMap(scan -> unfinished(scan.getValue(), scan.getKey()).stream())
                .limit(5)
                .toList();
    }

    private void at(long when, Runnable what) {
        events.add(new Event(when, ++order, what));
    }

    private void every(long nanos, Runnable what) {
        at(now + nanos, () -> {
            what.run();
            every(nanos, what);
        });
    }

    /** What an operator did is in the store for a moment before the table hears of it. */
    private void told(Consumer<LeaseTable> what) {
        at(now + SECOND / 10, () -> with(what));
    }

    private void with(Consumer<LeaseTable> what) {
        LeaseTable up = table;
        if (up != null) {
            what.accept(up);
        }
    }

    /** The writer does a few works; their answers come a little later, in order. */
    private void storeWorks() {
        idle = store.isEmpty();
        for (int i = 0; i < 8 && !store.isEmpty(); i++) {
            if (faulty() && chance(0.005)) {
                store.failures = 1;
                store.failuresTookEffect = chance(0.5);
                seen("store failure");
            }
            Consumer<LeaseTable> answer = store.step();
            store.failures = 0;
            answers.add(answer);
            LeaseTable asked = table;
            at(now + SECOND / 200, () -> answer(asked));
        }
    }

    private void answer(@Nullable LeaseTable asked) {
        Consumer<LeaseTable> answer = asked == table ? answers.poll() : null;
        if (answer != null) {
            with(answer);
        }
    }

    // Processes.

    private void start() {
        table = new LeaseTable(LeaseTimes.STANDARD, 1, now, store, this, listener(), line -> {});
        for (ModelStore.StoredScan scan : List.copyOf(store.scans.values())) {
            add(scan);
        }
    }

    private LeaseListener listener() {
        return new LeaseListener() {
            @Override
            public void restingScan(long scanId) {
                resting.add(scanId);
            }
        };
    }

    private void add(ModelStore.StoredScan scan) {
        if (!scan.cancelled) {
            long id = scan.terms.scanId();
            with(up -> up.addScan(scan.terms, scan.paused, scan.starts(), store.open(id), now));
        }
    }

    private void crashCoordinator() {
        seen("coordinator crash");
        table = null;
        int done = random.nextInt(4);
        while (done-- > 0 && !store.isEmpty()) {
            store.step();
        }
        store.clear();
        answers.clear();
        for (long session : List.copyOf(streams.keySet())) {
            at(now + between(0, SECOND), () -> endAtAgent(session));
        }
        at(now + between(SECOND / 2, 40 * SECOND), this::start);
    }

    private void boot(String id, int segment) {
        agents.add(new SimAgent(this, id, segment, ++lastIncarnation, 1 + random.nextInt(3)));
    }

    private void kill(SimAgent agent, long awayNanos) {
        seen("agent crash");
        agent.alive = false;
        agents.remove(agent);
        streams.remove(agent.session);
        long session = agent.session;
        if (chance(0.8)) {
            at(now + between(0, SECOND), () -> with(up -> up.ended(session, now)));
        } else {
            seen("crash unnoticed");
        }
        at(now + awayNanos, () -> boot(agent.id, agent.segment));
    }

    private void interfere() {
        if (!faulty()) {
            setRight();
            return;
        }
        if (table != null && chance(0.01)) {
            crashCoordinator();
        }
        if (chance(0.04) && !agents.isEmpty()) {
            kill(agents.get(random.nextInt(agents.size())), between(SECOND / 2, 90 * SECOND));
        }
        if (chance(0.05) && !agents.isEmpty()) {
            reset(agents.get(random.nextInt(agents.size())));
        }
        if (chance(0.01) && !agents.isEmpty()) {
            seen("two processes with one identity");
            SimAgent twin = agents.get(random.nextInt(agents.size()));
            boot(twin.id, twin.segment);
            SimAgent second = agents.getLast();
            at(now + between(5 * SECOND, 60 * SECOND), () -> stop(second));
        }
        operate();
    }

    private void stop(SimAgent agent) {
        if (agents.remove(agent)) {
            agent.alive = false;
            hangUp(agent.session);
            if (agents.stream().noneMatch(other -> other.id.equals(agent.id))) {
                boot(agent.id, agent.segment);
            }
        }
    }

    /** One side hears of a stream's end some time before the other; or the coordinator does not hear of it at all. */
    private void reset(SimAgent agent) {
        seen("stream reset");
        long session = agent.session;
        boolean silently = chance(0.3);
        resetStreams.add(session);
        at(now + between(0, 3 * SECOND), () -> endAtAgent(session));
        if (!silently) {
            at(now + between(0, 3 * SECOND), () -> with(up -> up.ended(session, now)));
        } else {
            seen("partition");
        }
    }

    private void endAtAgent(long session) {
        SimAgent agent = streams.remove(session);
        if (agent != null && agent.session == session) {
            agent.ended();
        }
    }

    private void operate() {
        double what = random.nextDouble();
        if (what < 0.008) {
            pauseOrResume(store.scans.get(1L + random.nextInt(4)));
        } else if (what < 0.026) {
            exclude(store.scans.get(chance(0.5) ? 1L : 4L));
        } else if (what < 0.032) {
            rate(store.scans.get(2L));
        } else if (what < 0.04) {
            retry(1);
        }
    }

    /** Now and then while an agent is cut off and does not hear of it. */
    private void cancel() {
        if (chance(0.5)) {
            agents.stream().filter(agent -> agent.segment == 2).findFirst().ifPresent(this::reset);
        }
        store.cancel(3);
        told(up -> up.cancel(3, now));
        seen("cancelled scan");
    }

    private void pauseOrResume(ModelStore.@Nullable StoredScan scan) {
        if (scan == null || scan.cancelled) {
            return;
        }
        scan.paused = !scan.paused;
        seen(scan.paused ? "paused scan" : "resumed scan");
        long id = scan.terms.scanId();
        told(up -> {
            if (scan.paused) {
                up.pause(id, now);
            } else {
                up.resume(id, now);
            }
        });
    }

    private void exclude(ModelStore.@Nullable StoredScan scan) {
        if (scan != null && scan.terms.overlay() == 0) {
            edit(scan, Bench.excluding(scan.terms, 1, "10.0.0." + random.nextInt(6)));
            seen("exclusions added");
        }
    }

    private void rate(ModelStore.@Nullable StoredScan scan) {
        if (scan != null) {
            ScanTerms old = scan.terms;
            edit(
                    scan,
                    new ScanTerms(
                            old.scanId(),
                            old.plan(),
                            old.settings(),
                            1 + random.nextInt(100),
                            2 + random.nextInt(20),
                            random.nextInt(6),
                            old.overlay(),
                            old.excluded(),
                            old.control(),
                            old.permit()));
            seen("rates edited");
        }
    }

    private void edit(ModelStore.StoredScan scan, ScanTerms terms) {
        scan.terms = terms;
        with(up -> up.edit(terms, now));
    }

    private void retry(long scanId) {
        if (store.isEmpty() && answers.isEmpty() && store.retry(scanId)) {
            seen("retried");
            resting.remove(scanId);
            with(up -> {
                if (up.knows(scanId)) {
                    up.reload(scanId);
                } else {
                    add(Objects.requireNonNull(store.scans.get(scanId)));
                }
            });
        }
    }

    /** Trouble is over: the coordinator runs, scans are not paused, and the world is kind. */
    private void setRight() {
        store.scans.values().stream().filter(scan -> scan.paused).forEach(this::pauseOrResume);
    }

    // Channels.

    long connect(SimAgent agent) {
        streams.put(++lastSession, agent);
        return lastSession;
    }

    void hangUp(long session) {
        streams.remove(session);
        at(now + between(0, SECOND), () -> with(up -> up.ended(session, now)));
    }

    void up(SimAgent from, Consumer<LeaseTable> message) {
        long session = from.session;
        carry(() -> {
            if (!resetStreams.contains(session)) {
                with(message);
            }
        });
    }

    private void down(long session, HeardLines.Word word) {
        carry(() -> {
            SimAgent agent = streams.get(session);
            if (agent != null && agent.alive && !resetStreams.contains(session)) {
                agent.hear(word);
            }
        });
    }

    private void carry(Runnable message) {
        if (faulty() && chance(0.03)) {
            seen("lost");
            return;
        }
        long delay = between(SECOND / 1000, SECOND / 20);
        if (faulty() && chance(0.03)) {
            delay = between(SECOND, 12 * SECOND);
            seen("delayed and overtaken");
        }
        at(now + delay, message);
        if (faulty() && chance(0.03)) {
            at(now + between(SECOND / 1000, 5 * SECOND), message);
            seen("doubled");
        }
    }

    void report(SimAgent from, ModelStore.Result result) {
        carry(() -> with(up -> {
            up.resultArrived(result.lease());
            store.ingest(
                    result,
                    verdict -> carry(() -> {
                        if (from.alive) {
                            from.answered(result.lease(), result.hosts(), result.partial(), verdict);
                        }
                    }));
        }));
    }

    /** An agent sends probes of a unit. */
    void probed(SimAgent agent, LeaseId lease) {
        invariants.probed(lease);
        boolean poison = poisoned && faulty() && poisonous(lease);
        if (poison && chance(0.5)) {
            kill(agent, between(SECOND, 8 * SECOND));
        }
    }

    private boolean poisonous(LeaseId lease) {
        long scan = lease.unit().scanId();
        ModelStore.StoredScan stored = store.scans.get(scan);
        boolean first = scan == 4 && stored != null && stored.terms.plan().positionOf(lease.unit().unit()) == 0;
        return scan == 1 && lease.unit().unit() == 3 || first;
    }

    @Override
    public void welcome(long session, List<LeaseId> kept, long askedSeq) {
        down(session, new HeardLines.Welcomed(session, kept, askedSeq));
    }

    @Override
    public void refuse(long session, Refused.Cause cause, String detail, long retryAfterMs) {
        down(session, new HeardLines.TurnedAway(session, cause, retryAfterMs));
    }

    @Override
    public void grant(long session, GrantedUnit grant) {
        invariants.granted(grant);
        down(session, new HeardLines.Granted(session, grant));
    }

    @Override
    public void renew(long session, long askedSeq, List<LeaseId> renewed) {
        down(session, new HeardLines.Renewed(session, askedSeq, renewed));
    }

    @Override
    public void revoke(long session, LeaseId lease, Revoke.Cause cause) {
        seen("revoked " + cause);
        down(session, new HeardLines.Revoked(session, lease, cause));
    }

    @Override
    public void share(long session, LeaseId lease, Share share) {
        down(session, new HeardLines.Shared(session, lease, share));
    }

    @Override
    public void exclude(long session, long scanId, int overlay, AddressSet addresses) {
        down(session, new HeardLines.Excluded(session, scanId, overlay, addresses));
    }

    @Override
    public void cut(long session, String why) {
        seen("older stream cut");
        down(session, new HeardLines.Cut(session));
    }

    List<SimAgent> agents() {
        return agents;
    }

    /** Which hosts of the discovering scan are there: one neighbourhood, and one host apart. */
    static AddressSet live() {
        Address first = Address.parse("10.0.0.0");
        return AddressSet.of(new AddressRange(first, first.plus(4)), AddressRange.of(first.plus(17)));
    }

    /** Every host that some scan has a cap for. */
    static List<Address> hosts() {
        Address first = Address.parse("10.0.0.0");
        AddressSet all = AddressSet.of(new AddressRange(first, first.plus(5)));
        List<Address> hosts = new ArrayList<>();
        for (long rank = 0; rank < all.size(); rank++) {
            hosts.add(all.at(rank));
        }
        return hosts;
    }
}
