package dev.scanctl.coordinator.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.UnitShape;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.StoreHalt;
import dev.scanctl.coordinator.store.row.OpenDetails;
import dev.scanctl.coordinator.store.row.OutcomeCount;
import dev.scanctl.coordinator.store.row.RunRow;
import dev.scanctl.coordinator.store.row.ScanSegmentRow;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.proto.v1.UnitQuality;
import dev.scanctl.proto.v1.UnitResult;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Epoch;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import dev.scanctl.wire.Runs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Random leases, results, replays, expiries and crashes over one scan, and beside the store a model of what must be in
 * it: each port's outcome under the lease that committed it.
 */
final class IngestSimulation implements AutoCloseable {
    private static final Outcome EXCLUDED = Outcome.of(PortState.NOT_PROBED, Reason.EXCLUDED);
    private static final Outcome REFUSED = Outcome.of(PortState.UNKNOWN, Reason.AGENT_REFUSED);

    enum Event {
        LEASED,
        EXPIRED,
        PARTIAL,
        DONE,
        REPLAYED,
        SUPERSEDED,
        RETURNED,
        SETTLED,
        EXCLUDED,
        RETRIED,
        HALTED_IDLE,
        HALTED_APPLIED,
        HALTED_LOST
    }

    private final Path directory;
    private final Random random;
    private final String seed;
    private final Map<Event, Integer> events = new EnumMap<>(Event.class);
    private Store store;
    private Ingest ingest;
    private TestScan scan;

    /** What must be committed: each host's outcomes, those of its unit's ports. */
    private final Map<Address, Runs> committed = new HashMap<>();
    private final Map<Long, UnitState> states = new HashMap<>();
    /** Results that were sent at some time and may come again at any other. */
    private final List<UnitResult> sent = new ArrayList<>();

    private AddressSet excluded = AddressSet.EMPTY;

    IngestSimulation(Path directory, long seed) {
        this.directory = directory;
        this.random = new Random(seed);
        this.seed = "seed " + seed;
        this.store = Store.open(directory);
        this.ingest = new Ingest(store, new StoredPlans());
        AddressSet targets = AddressSet.of(AddressRange.ofPrefix(Address.parse("10.0.0.0"), 26));
        Plan plan = Plan.of(
                targets, PortSet.of(new PortRange(1, 128)), PortSet.EMPTY, new UnitShape(16_384, 65_536, 4_096, 32), 1);
        this.scan = TestScan.submit(store, "simulated", "local", plan);
        for (long unit = 0; unit < plan.unitCount(); unit++) {
            states.put(unit, UnitState.PENDING);
        }
    }

    Map<Event, Integer> events() {
        return events;
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            if (i % 20 == 0) {
                check();
            }
        }
        check();
        halt(Event.HALTED_IDLE);
        check();
    }

    private void step() {
        long unit = random.nextLong(scan.plan().unitCount());
        UnitState state = Objects.requireNonNull(states.get(unit));
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> lease(unit, state);
            case 3 -> expire(unit, state);
            case 4, 5 -> report(unit, state, true);
            case 6, 7 -> report(unit, state, false);
            case 8, 9 -> replay();
            case 10 -> rare(unit, state);
            default -> halt(Event.HALTED_IDLE);
        }
    }

    private void rare(long unit, UnitState state) {
        switch (random.nextInt(4)) {
            case 0 -> settle(unit, state);
            case 1 -> exclude();
            case 2 -> retry();
            default -> reportUntrusted(unit, state);
        }
    }

    private void happened(Event event) {
        events.merge(event, 1, Integer::sum);
    }

    private void lease(long unit, UnitState state) {
        if (state == UnitState.PENDING) {
            scan.lease(unit);
            states.put(unit, UnitState.LEASED);
            happened(Event.LEASED);
        }
    }

    private void expire(long unit, UnitState state) {
        if (state == UnitState.LEASED) {
            scan.move(unit, UnitState.PENDING);
            states.put(unit, UnitState.PENDING);
            happened(Event.EXPIRED);
        }
    }

    private AddressSet left(long unit) {
        return scan.plan()
                .unit(unit)
                .addresses()
                .minus(AddressSet.of(committed.keySet().stream().map(AddressRange::of).toList()));
    }

    /** An agent reports a unit it holds; now and then the coordinator dies before it answers. */
    private void report(long unit, UnitState state, boolean partial) {
        AddressSet hosts = left(unit);
        if (partial) {
            hosts = hosts.slice(0, hosts.size() / 2);
        } else if (random.nextBoolean()) {
            hosts = hosts.minus(excluded);
        }
        if (state == UnitState.LEASED && !(partial && hosts.isEmpty())) {
            Epoch epoch = scan.row(unit).orElseThrow().epoch();
            long noise = random.nextLong();
            UnitResult result = scan.result(unit, epoch, hosts, (a, port) -> outcome(noise, a, port))
                    .setPartial(partial)
                    .build();
            sent.add(result);
            deliver(unit, result, hosts);
        }
    }

    /** Differs from lease to lease, so that a row of the wrong one is seen. */
    private static Outcome outcome(long noise, Address address, int port) {
        return switch ((int) Math.floorMod(new Random(noise ^ address.low() * 31 ^ port / 8).nextInt() >> 8, 12)) {
            case 0 -> TestScan.OPEN;
            case 1, 2 -> TestScan.FILTERED;
            case 3 -> TestScan.UNKNOWN;
            default -> TestScan.CLOSED;
        };
    }

    private void deliver(long unit, UnitResult result, AddressSet hosts) {
        CompletableFuture<IngestAnswer> answer = ingest.apply(TestScan.AGENT, scan.segmentId(), result, now());
        if (random.nextInt(4) == 0) {
            haltWhile(answer);
            boolean kept = !store.<List<RunRow>>read(t -> t.results().runs(scan.key(unit))).stream()
                    .filter(row -> hosts.contains(row.first()))
                    .toList()
                    .isEmpty() || scan.row(unit).orElseThrow().state() == UnitState.DONE;
            happened(kept ? Event.HALTED_APPLIED : Event.HALTED_LOST);
            if (!kept) {
                return;
            }
        } else {
            Effect effect = answer.join().effect();
            assertThat(effect).as(seed).isEqualTo(result.getPartial() ? Effect.PARTIAL : Effect.DONE);
            happened(result.getPartial() ? Event.PARTIAL : Event.DONE);
        }
        keep(unit, result, hosts);
    }

    private void keep(long unit, UnitResult result, AddressSet hosts) {
        AddressSet absent = left(unit).minus(hosts);
        StoredPlans plans = new StoredPlans();
        ScanPlan plan = store.read(t -> plans.of(t, scan.id())).orElseThrow();
        ResultCheck.of(plan, scan.segmentId(), result, now())
                .hosts()
                .forEach(host -> addresses(host.hosts()).forEach(address -> committed.put(address, host.runs())));
        if (!result.getPartial()) {
            fill(unit, absent, EXCLUDED);
            states.put(unit, UnitState.DONE);
        }
    }

    private void fill(long unit, AddressSet hosts, Outcome outcome) {
        Runs runs = Runs.of(scan.plan().unit(unit).ports(), rank -> outcome);
        for (AddressRange range : hosts.ranges()) {
            addresses(range).forEach(address -> committed.put(address, runs));
        }
    }

    private static List<Address> addresses(AddressRange range) {
        List<Address> addresses = new ArrayList<>();
        for (long i = 0; i < range.size(); i++) {
            addresses.add(range.first().plus(i));
        }
        return addresses;
    }

    private void haltWhile(CompletableFuture<IngestAnswer> answer) {
        if (random.nextBoolean()) {
            Thread.yield();
        }
        reopen();
        assertThat(answer).as("%s: nobody waits for ever", seed).isDone();
        if (!answer.isCompletedExceptionally() && answer.join().effect() != Effect.NONE) {
            long unit = sent.getLast().getLease().getUnit();
            boolean there = scan.row(unit).orElseThrow().state() == UnitState.DONE
                    || !store.<List<RunRow>>read(t -> t.results().runs(scan.key(unit))).isEmpty();
            assertThat(there).as("%s: acknowledged results of unit %d are kept", seed, unit).isTrue();
        }
    }

    /** An old result comes again: it must never change anything. */
    private void replay() {
        if (sent.isEmpty()) {
            return;
        }
        UnitResult result = sent.get(random.nextInt(sent.size()));
        UnitRow row = scan.row(result.getLease().getUnit()).orElseThrow();
        boolean current = row.state() == UnitState.LEASED && row.epoch().bits() == result.getLease().getEpoch();
        if (current) {
            return;
        }
        IngestAnswer answer = ingest.apply(TestScan.AGENT, scan.segmentId(), result, now()).join();
        assertThat(answer.effect()).as(seed).isEqualTo(Effect.NONE);
        happened(answer.detail().isEmpty() ? Event.REPLAYED : Event.SUPERSEDED);
    }

    private void reportUntrusted(long unit, UnitState state) {
        if (state == UnitState.LEASED && !scan.row(unit).orElseThrow().rerun()) {
            Epoch epoch = scan.row(unit).orElseThrow().epoch();
            UnitResult result = scan.result(unit, epoch, left(unit), (a, p) -> TestScan.FILTERED)
                    .setQuality(UnitQuality.newBuilder().setUntrusted(true))
                    .build();
            assertThat(ingest.apply(TestScan.AGENT, scan.segmentId(), result, now()).join().effect())
                    .as(seed)
                    .isEqualTo(Effect.RETURNED);
            sent.add(result);
            states.put(unit, UnitState.PENDING);
            happened(Event.RETURNED);
        }
    }

    private void settle(long unit, UnitState state) {
        if (state == UnitState.LEASED) {
            ingest.settle(scan.key(unit), scan.row(unit).orElseThrow().epoch(), REFUSED)
                    .join();
            fill(unit, left(unit).intersect(excluded), EXCLUDED);
            fill(unit, left(unit), REFUSED);
            states.put(unit, UnitState.DONE);
            happened(Event.SETTLED);
        }
    }

    private void exclude() {
        if (excluded.isEmpty() && sent.size() > 8) {
            scan.exclude("10.0.0.5", "10.0.0.12");
            excluded = AddressSet.of(new AddressRange(Address.parse("10.0.0.5"), Address.parse("10.0.0.12")));
            happened(Event.EXCLUDED);
        }
    }

    private void retry() {
        ingest.retry(scan.id());
        for (Map.Entry<Long, UnitState> unit : states.entrySet()) {
            List<Address> sick = addresses(unit.getKey()).stream()
                    .filter(address -> unit.getValue() == UnitState.DONE && unknown(Objects.requireNonNull(committed.get(address))))
                    .toList();
            sick.forEach(committed::remove);
            if (!sick.isEmpty()) {
                unit.setValue(UnitState.PENDING);
                happened(Event.RETRIED);
            }
        }
    }

    private static boolean unknown(Runs runs) {
        return runs.list().stream().anyMatch(run -> run.outcome().state() == PortState.UNKNOWN);
    }

    private List<Address> addresses(long unit) {
        return scan.plan().unit(unit).addresses().ranges().stream()
                .flatMap(range -> addresses(range).stream())
                .toList();
    }

    private void halt(Event event) {
        if (random.nextInt(3) == 0) {
            reopen();
            happened(event);
        }
    }

    private void reopen() {
        StoreHalt.halt(store);
        store = Store.open(directory);
        ingest = new Ingest(store, new StoredPlans());
        scan = scan.in(store);
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    /** The store holds what the model holds: rows, counts, units done. */
    private void check() {
        Map<Address, Runs> rows = new HashMap<>();
        Map<Outcome, Long> expected = new HashMap<>();
        for (long unit : states.keySet()) {
            PortSet ports = scan.plan().unit(unit).ports();
            for (RunRow row : store.<List<RunRow>>read(t -> t.results().runs(scan.key(unit)))) {
                Runs runs = Runs.decode(row.runs(), ports);
                for (Address address : addresses(new AddressRange(row.first(), row.last()))) {
                    assertThat(rows.put(address, runs)).as("%s: %s is there once", seed, address).isNull();
                }
            }
            assertThat(scan.row(unit).map(UnitRow::state).orElse(UnitState.PENDING))
                    .as("%s: state of unit %d", seed, unit)
                    .isEqualTo(states.get(unit));
        }
        assertThat(rows).as(seed).isEqualTo(committed);
        List<UnitKey> gaps = states.keySet().stream()
                .filter(unit -> addresses(unit).stream()
                        .map(committed::get)
                        .anyMatch(runs -> runs != null && unknown(runs)))
                .sorted()
                .map(scan::key)
                .toList();
        assertThat(store.<List<UnitKey>>read(t -> t.gaps().page(scan.id(), scan.segmentId(), -1, states.size())))
                .as("%s: units with gaps", seed)
                .isEqualTo(gaps);
        committed.values().forEach(runs -> runs.list()
                .forEach(run -> expected.merge(run.outcome(), (long) runs.portsIn(run), Long::sum)));
        Map<Outcome, Long> counts = new HashMap<>();
        for (OutcomeCount count : store.<List<OutcomeCount>>read(t -> t.outcomes().counts(scan.id()))) {
            counts.put(count.outcome(), count.ports());
        }
        counts.values().removeIf(ports -> ports == 0);
        assertThat(counts).as("%s: counts", seed).isEqualTo(expected);
        long done = states.values().stream().filter(state -> state == UnitState.DONE).count();
        ScanSegmentRow progress =
                store.<List<ScanSegmentRow>>read(t -> t.scans().segments(scan.id())).getFirst();
        assertThat(progress.unitsDone()).as("%s: units done", seed).isEqualTo(done);
        assertThat(detailed()).as("%s: open ports with details", seed).isEqualTo(open());
    }

    private long open() {
        return committed.values().stream()
                .flatMap(runs -> runs.list().stream()
                        .filter(run -> run.outcome() == TestScan.OPEN)
                        .map(runs::portsIn))
                .mapToLong(ports -> ports)
                .sum();
    }

    private long detailed() {
        long detailed = 0;
        for (long unit = 0; unit < scan.plan().unitCount(); unit++) {
            UnitKey key = scan.key(unit);
            PortSet ports = scan.plan().unit(unit).ports();
            for (RunRow row : store.<List<RunRow>>read(t -> t.results().runs(key))) {
                OpenDetails details = new OpenDetails(row.details(), Runs.decode(row.runs(), ports));
                for (long host = 0; host <= row.last().minus(row.first()); host++) {
                    for (int rank = 0; rank < ports.size(); rank++) {
                        detailed += details.attempts(host, ports.at(rank));
                    }
                }
            }
        }
        return detailed;
    }

    @Override
    public void close() {
        try {
            store.close();
        } catch (CompletionException e) {
            throw new AssertionError(seed, e);
        }
    }
}
