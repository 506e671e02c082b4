package dev.scanctl.coordinator.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.coordinator.ingest.Effect;
import dev.scanctl.coordinator.ingest.Ingest;
import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.ingest.TestScan;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.UnitShape;
import dev.scanctl.coordinator.query.host.HistoryQuery;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.StoreHalt;
import dev.scanctl.coordinator.store.row.RunRow;
import dev.scanctl.proto.v1.ListHistoryRequest;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old results go, everything else stays. */
class PruningTest {
    private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Clock LATER = Clock.fixed(START.plus(YEAR).plusSeconds(1), ZoneOffset.UTC);

    private static Clock at(Instant instant) {
        return Clock.fixed(instant, ZoneOffset.UTC);
    }

    /** A scan of 256 hosts, each of which has another port open. */
    private static TestScan scan(Store store) {
        AddressSet targets = AddressSet.of(AddressRange.ofPrefix(Address.parse("10.0.0.0"), 24));
        PortSet ports = PortSet.of(new PortRange(1, 1_000));
        TestScan scan = TestScan.submit(
                store, "walls", "dmz", Plan.of(targets, ports, PortSet.EMPTY, new UnitShape(16_384, 1_000, 4_096, 32), 1));
        Ingest ingest = new Ingest(store, new StoredPlans());
        for (long unit = 0; unit < scan.plan().unitCount(); unit++) {
            var result = scan.result(unit, scan.lease(unit), PruningTest::one).build();
            Effect effect = ingest.apply(TestScan.AGENT, scan.segmentId(), result, START.toEpochMilli())
                    .join()
                    .effect();
            assertThat(effect).isEqualTo(Effect.DONE);
        }
        return scan;
    }

    private static Outcome one(Address address, int port) {
        return port == 1 + (address.toBytes()[3] & 0xff) ? TestScan.OPEN : TestScan.CLOSED;
    }

    private static TestScan ended(Store store) {
        TestScan scan = scan(store);
        assertThat(scan.move(ScanState.SCAN_STATE_RUNNING, ScanState.SCAN_STATE_COMPLETED)).isTrue();
        return scan;
    }

    private static long runs(Store store, TestScan scan) {
        long rows = 0;
        for (long unit = 0; unit < scan.plan().unitCount(); unit++) {
            var key = scan.key(unit);
            List<RunRow> some = store.read(tables -> tables.results().runs(key));
            rows += some.size();
        }
        return rows;
    }

    private static long counted(Store store, TestScan scan) {
        return store.read(tables -> tables.outcomes().counts(scan.id()).stream().mapToLong(count -> count.ports()).sum());
    }

    private static List<Long> prune(Store store, Clock clock, boolean dryRun) throws InterruptedException {
        List<Long> scans = new ArrayList<>();
        new Pruning(store, new StoredPlans(), clock).run(YEAR, dryRun, (scan, _, done) -> {
            if (done || dryRun) {
                scans.add(scan.id());
            }
            return true;
        });
        return scans;
    }

    @Test
    void resultsOfOldScansGoAndTheirCountsStay() throws Exception {
        try (Store store = Store.inMemory(at(START))) {
            TestScan scan = ended(store);
            assertThat(runs(store, scan)).isGreaterThan(200);

            assertThat(prune(store, LATER, false)).containsExactly(scan.id());

            assertThat(runs(store, scan)).isZero();
            assertThat(scan.row(0)).isEmpty();
            assertThat(counted(store, scan)).isEqualTo(256_000);
            Optional<Long> begun = store.read(tables -> tables.pruned().begun(scan.id()));
            assertThat(begun).isPresent();
            assertThat(prune(store, LATER, false)).isEmpty();
        }
    }

    @Test
    void youngRunningAndPausedScansStay() throws Exception {
        try (Store store = Store.inMemory(at(START))) {
            TestScan running = scan(store);
            TestScan paused = scan(store);
            paused.move(ScanState.SCAN_STATE_RUNNING, ScanState.SCAN_STATE_PAUSED);
            TestScan young = ended(store);

            assertThat(prune(store, at(START.plus(YEAR)), false)).isEmpty();
            assertThat(prune(store, LATER, false)).containsExactly(young.id());

            assertThat(runs(store, running)).isPositive();
            assertThat(runs(store, paused)).isPositive();
        }
    }

    @Test
    void dryRunOnlyNamesThem() throws Exception {
        try (Store store = Store.inMemory(at(START))) {
            TestScan scan = ended(store);

            assertThat(prune(store, LATER, true)).containsExactly(scan.id());

            assertThat(runs(store, scan)).isPositive();
            Optional<Long> begun = store.read(tables -> tables.pruned().begun(scan.id()));
            assertThat(begun).isEmpty();
        }
    }

    /** A host that is scanned day by day; port 80 as it is told, port 81 closed, port 82 changes all the time. */
    private static TestScan daily(Store store, int day, Outcome web) {
        AddressSet targets = AddressSet.of(AddressRange.ofPrefix(Address.parse("10.0.0.4"), 30));
        Plan plan = Plan.of(targets, PortSet.of(new PortRange(80, 82)), PortSet.EMPTY, new UnitShape(3, 3, 3, 3), 1);
        TestScan scan = TestScan.submit(store, "day" + day, "dmz", plan);
        for (long unit = 0; unit < plan.unitCount(); unit++) {
            var result = scan.result(unit, scan.lease(unit), (host, port) -> switch (port) {
                        case 80 -> web;
                        case 82 -> (day + host.low()) % 2 == 0 ? TestScan.OPEN : TestScan.FILTERED;
                        default -> TestScan.CLOSED;
                    })
                    .build();
            new Ingest(store, new StoredPlans())
                    .apply(TestScan.AGENT, scan.segmentId(), result, START.minus(Duration.ofDays(30 - day)).toEpochMilli())
                    .join();
        }
        assertThat(scan.move(ScanState.SCAN_STATE_RUNNING, ScanState.SCAN_STATE_COMPLETED)).isTrue();
        return scan;
    }

    private static List<String> history(Store store) {
        List<String> told = new ArrayList<>();
        HistoryQuery query = new HistoryQuery(store, new StoredPlans(), name -> List.of());
        query.run(
                ListHistoryRequest.newBuilder().setTarget("10.0.0.4/30").setAllStates(true).build(),
                page -> told.addAll(page.getEntriesList().stream().map(Object::toString).toList()) || true);
        return told;
    }

    @Test
    void historySaysTheSameBeforeAndAfterAndKnowsHowLateAChangeCanBe() throws Exception {
        try (Store store = Store.inMemory(at(START))) {
            for (int day = 0; day < 6; day++) {
                daily(store, day, TestScan.OPEN);
            }
            List<String> before = history(store);
            assertThat(before).hasSize(4 * 8);

            assertThat(prune(store, LATER, false)).hasSize(6);
            assertThat(history(store)).isEqualTo(before);

            daily(store, 7, TestScan.CLOSED);
            assertThat(history(store)).anySatisfy(entry -> assertThat(entry)
                    .contains("port: 80", "state: PORT_STATE_CLOSED", "before_scan_id: 6"));
        }
    }

    @Test
    void killedInTheMiddleItIsMarkedAndTheNextRunDoesTheRest(@TempDir Path directory) throws Exception {
        Store store = Store.open(directory, at(START));
        TestScan scan = ended(store);
        new Pruning(store, new StoredPlans(), LATER).run(YEAR, false, (_, _, _) -> false);
        StoreHalt.halt(store);

        try (Store again = Store.open(directory, at(START))) {
            TestScan same = scan.in(again);
            Map<Long, Long> marked = again.read(tables -> tables.pruned().all());
            assertThat(marked).containsOnlyKeys(scan.id());
            assertThat(runs(again, same)).isPositive();

            assertThat(prune(again, LATER, false)).containsExactly(scan.id());
            assertThat(runs(again, same)).isZero();
        }
    }

    @Test
    void scanThatTimelinesHaveNotTakenInWaits() throws Exception {
        try (Store store = Store.inMemory(at(START))) {
            TestScan scan = ended(store);
            store.write(Lane.CONTROL, tables -> tables.sql().update(
                            "INSERT INTO timeline_backlog (scan_id, segment_id, next_unit) VALUES (?, ?, 0)",
                            scan.id(),
                            scan.segmentId()))
                    .join();

            assertThat(prune(store, LATER, false)).isEmpty();
            assertThat(runs(store, scan)).isPositive();
        }
    }

    @Test
    void batchesGrowWhileTheyAreShortAndShrinkWhenTheyAreLong() {
        BatchSize size = new BatchSize();
        for (int i = 0; i < 100; i++) {
            size.took(Duration.ofMillis(1));
        }
        assertThat(size.rows()).isEqualTo(5_000);
        size.took(Duration.ofMillis(15));
        assertThat(size.rows()).isEqualTo(5_000);
        size.took(Duration.ofMillis(40));
        assertThat(size.rows()).isEqualTo(2_500);
        for (int i = 0; i < 100; i++) {
            size.took(Duration.ofSeconds(1));
        }
        assertThat(size.rows()).isEqualTo(10);
    }
}
