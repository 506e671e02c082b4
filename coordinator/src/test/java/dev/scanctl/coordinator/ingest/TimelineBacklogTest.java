package dev.scanctl.coordinator.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scanctl.coordinator.history.Timeline;
import dev.scanctl.coordinator.history.TimelineCode;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.UnitShape;
import dev.scanctl.coordinator.query.host.HistoryQuery;
import dev.scanctl.coordinator.store.BacklogTable;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.row.TimelineRow;
import dev.scanctl.proto.v1.HistoryPage;
import dev.scanctl.proto.v1.ListHistoryRequest;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The history of earlier scans is built beside everything else. */
@Timeout(60)
class TimelineBacklogTest {
    private static final long START = 1_700_000_000_000L;

    private Store store = Store.inMemory();

    @AfterEach
    void close() {
        store.close();
    }

    static LongStream seeds() {
        return LongStream.range(0, 8);
    }

    private record Pending(TestScan scan, long unit, long afterMs) {}

    private List<Pending> scans(long seed) {
        Random random = new Random(seed);
        List<Pending> pending = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Address first = Address.parse("10.0.0.0").plus(random.nextInt(40));
            AddressSet targets = AddressSet.of(new AddressRange(first, first.plus(5 + random.nextInt(40))));
            Plan plan = Plan.of(targets, PortSet.of(new PortRange(80, 85)), PortSet.EMPTY, new UnitShape(12, 6, 12, 6), i);
            TestScan scan = TestScan.submit(store, "scan" + i, "dmz", plan);
            for (long unit = 0; unit < plan.unitCount(); unit++) {
                pending.add(new Pending(scan, unit, 100 + random.nextInt(9)));
            }
        }
        return pending;
    }

    private void report(long seed, Pending one) {
        var result = one.scan.result(one.unit, one.scan.lease(one.unit), (host, port) -> outcome(seed, one, host, port)).build();
        new Ingest(store, new StoredPlans())
                .apply(TestScan.AGENT, one.scan.segmentId(), result, START + one.afterMs)
                .join();
    }

    private static Outcome outcome(long seed, Pending one, Address host, int port) {
        return switch (new Random(seed * 7919 + one.scan.id() * 104_729 + host.low() * 31 + port).nextInt(6)) {
            case 0 -> TestScan.OPEN;
            case 1 -> TestScan.FILTERED;
            default -> TestScan.CLOSED;
        };
    }

    private TreeMap<Address, Timeline> timelines() {
        List<TimelineRow> rows = store.read(tables ->
                tables.timelines().touching(1, AddressRange.ofPrefix(Address.parse("10.0.0.0"), 16), 100_000));
        TreeMap<Address, Timeline> hosts = new TreeMap<>();
        for (TimelineRow row : rows) {
            for (long i = 0; i < row.hosts().size(); i++) {
                hosts.put(row.hosts().first().plus(i), TimelineCode.decode(row.intervals()));
            }
        }
        return hosts;
    }

    /** As a store of an earlier version is: nothing of the scans so far is in the history. */
    private void forget() {
        store.write(Lane.BULK, tables -> tables.sql().update("DELETE FROM timeline")
                        + tables.sql().update("DELETE FROM seen_host")
                        + tables.sql().update("INSERT INTO timeline_backlog (scan_id, segment_id, next_unit)"
                                + " SELECT scan_id, segment_id, 0 FROM scan_segment"))
                .join();
    }

    private long backlog() {
        return store.read(tables -> tables.backlog().size());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void resultsThatComeWhileItIsBuiltLeaveTheSameHistory(long seed) {
        List<Pending> pending = scans(seed);
        pending.forEach(one -> report(seed, one));
        TreeMap<Address, Timeline> expected = timelines();
        store.close();
        store = Store.inMemory();

        List<Pending> again = scans(seed);
        Collections.shuffle(again, new Random(seed));
        int half = again.size() / 2;
        again.subList(0, half).forEach(one -> report(seed, one));
        forget();
        try (TimelineBacklog history = new TimelineBacklog(store, new StoredPlans())) {
            history.start();
            again.subList(half, again.size()).forEach(one -> report(seed, one));
            await().until(() -> backlog() == 0);
        }

        assertThat(timelines()).as("seed %d", seed).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void resultsThatAreStoredAfterAnImportsStepWasMadeReadyAreNotLost(long seed) {
        scans(seed).forEach(one -> report(seed, one));
        TreeMap<Address, Timeline> expected = timelines();
        store.close();
        store = Store.inMemory();

        List<Pending> again = scans(seed);
        long imported = again.getFirst().scan().id();
        List<Pending> others = again.stream().filter(one -> one.scan().id() != imported).toList();
        again.stream().filter(one -> one.scan().id() == imported).forEach(one -> report(seed, one));
        forget();
        AtomicInteger steps = new AtomicInteger();
        new ImportBacklog(store, new StoredPlans(), imported).work(() -> {
            if (steps.getAndIncrement() == 0) {
                others.forEach(one -> report(seed, one));
            }
            return true;
        });

        assertThat(steps).hasPositiveValue();
        assertThat(timelines()).as("seed %d", seed).isEqualTo(expected);
        Optional<BacklogTable.Begin> left = store.read(tables -> tables.backlog().first(imported, imported));
        assertThat(left).isEmpty();
    }

    @Test
    void nobodyWaitsForItToBeginAndItEndsWhenItIsClosed() {
        scans(1).forEach(one -> report(1, one));
        forget();
        CountDownLatch goOn = new CountDownLatch(1);
        var busy = store.<Boolean>write(Lane.CONTROL, tables -> {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return true;
        });

        TimelineBacklog history = new TimelineBacklog(store, new StoredPlans());
        history.start();
        assertThat(backlog()).isEqualTo(6);
        goOn.countDown();
        busy.join();
        history.close();

        new TimelineBacklog(store, new StoredPlans()).run();
        assertThat(backlog()).isZero();
    }

    @Test
    void answersSayHowMuchIsToCome() {
        scans(1).forEach(one -> report(1, one));
        assertThat(toCome()).isZero();
        forget();
        assertThat(toCome()).isEqualTo(6);

        new TimelineBacklog(store, new StoredPlans()).work(3);
        assertThat(toCome()).isEqualTo(5);
    }

    private long toCome() {
        List<HistoryPage> pages = new ArrayList<>();
        new HistoryQuery(store, new StoredPlans(), name -> List.of())
                .run(ListHistoryRequest.newBuilder().setTarget("10.0.0.1").build(), pages::add);
        return pages.getFirst().getBacklogScans();
    }
}
