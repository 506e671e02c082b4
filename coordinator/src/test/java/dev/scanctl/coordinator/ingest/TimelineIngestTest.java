package dev.scanctl.coordinator.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.coordinator.history.Interval;
import dev.scanctl.coordinator.history.Moment;
import dev.scanctl.coordinator.history.Timeline;
import dev.scanctl.coordinator.history.TimelineCode;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.UnitShape;
import dev.scanctl.coordinator.store.BacklogTable;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.row.TimelineRow;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.UnitResult;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Timelines that results leave in the store. */
class TimelineIngestTest {
    private static final long START = 1_700_000_000_000L;
    private static final Address HOST = Address.parse("10.0.0.1");
    private static final AddressRange ALL = AddressRange.ofPrefix(Address.parse("10.0.0.0"), 16);

    private Store store = newStore();

    private static Store newStore() {
        return Store.inMemory(Clock.fixed(Instant.ofEpochMilli(START), ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        store.close();
    }

    static LongStream seeds() {
        return LongStream.range(0, 25);
    }

    private TestScan scan(String name, String first, String last, int firstPort, int lastPort) {
        AddressSet targets = AddressSet.of(new AddressRange(Address.parse(first), Address.parse(last)));
        PortSet ports = PortSet.of(new PortRange(firstPort, lastPort));
        return TestScan.submit(
                store, name, "dmz", Plan.of(targets, ports, PortSet.EMPTY, new UnitShape(4_096, 64, 4_096, 64), 5));
    }

    private void report(TestScan scan, long unit, long afterMs, Method method, TestScan.Network network) {
        UnitResult result = scan.result(unit, scan.lease(unit), network)
                .setMethod(method)
                .build();
        Ingest ingest = new Ingest(store, new StoredPlans());
        assertThat(ingest.apply(TestScan.AGENT, scan.segmentId(), result, START + afterMs).join().effect())
                .isEqualTo(Effect.DONE);
    }

    private void seen(String name, long afterMs, Outcome web) {
        TestScan scan = scan(name, "10.0.0.1", "10.0.0.1", 80, 81);
        report(scan, 0, afterMs, Method.METHOD_CONNECT, (address, port) -> port == 80 ? web : TestScan.CLOSED);
    }

    private List<TimelineRow> rows() {
        return store.read(tables -> tables.timelines().touching(1, ALL, 100_000));
    }

    /** Such as {@code connect open 100, closed 300 (after 200)}. */
    private List<String> of(Address address, int port) {
        List<String> lines = new ArrayList<>();
        for (TimelineRow row : rows()) {
            List<Interval> intervals = row.hosts().contains(address)
                    ? TimelineCode.decode(row.intervals()).of(port)
                    : List.of();
            if (!intervals.isEmpty()) {
                lines.add(row.key().method().label() + " "
                        + String.join(", ", intervals.stream().map(TimelineIngestTest::text).toList()));
            }
        }
        return lines;
    }

    private static String text(Interval interval) {
        Moment before = interval.before();
        return interval.state().label() + " " + (interval.first().ms() - START)
                + (before == null ? "" : " (after " + (before.ms() - START) + ")");
    }

    @Test
    void changeCarriesItsBracketWhateverComesLate() {
        seen("third", 300, TestScan.CLOSED);
        seen("first", 100, TestScan.OPEN);
        seen("second", 200, TestScan.OPEN);
        seen("fourth", 400, TestScan.CLOSED);

        assertThat(of(HOST, 80)).containsExactly("connect open 100, closed 300 (after 200)");
        assertThat(of(HOST, 81)).containsExactly("connect closed 100");
    }

    @Test
    void lateContraryCutsAnInterval() {
        seen("first", 100, TestScan.OPEN);
        seen("second", 200, TestScan.OPEN);
        seen("fourth", 400, TestScan.OPEN);
        seen("third", 300, TestScan.FILTERED);

        assertThat(of(HOST, 80)).containsExactly("connect open 100, filtered 300 (after 200), open 400 (after 300)");
    }

    @Test
    void unknownAndWhatWasNotProbedChangeNothing() {
        seen("first", 100, TestScan.OPEN);
        seen("second", 200, TestScan.UNKNOWN);
        report(scan("shallow", "10.0.0.1", "10.0.0.1", 22, 22), 0, 300, Method.METHOD_CONNECT, (a, p) -> TestScan.CLOSED);

        assertThat(of(HOST, 80)).containsExactly("connect open 100");
        assertThat(of(HOST, 22)).containsExactly("connect closed 300");
    }

    @Test
    void methodsHaveTimelinesOfTheirOwn() {
        seen("first", 100, TestScan.FILTERED);
        report(scan("second", "10.0.0.1", "10.0.0.1", 80, 80), 0, 200, Method.METHOD_SYN, (a, p) -> TestScan.CLOSED);

        assertThat(of(HOST, 80)).containsExactly("connect filtered 100", "syn closed 200");
    }

    @Test
    void silencesNobodyVouchesForChangeNothing() {
        seen("first", 100, TestScan.OPEN);
        TestScan scan = scan("second", "10.0.0.1", "10.0.0.1", 80, 80);
        for (int attempt = 0; attempt < 2; attempt++) {
            UnitResult.Builder result = scan.result(0, scan.lease(0), (a, p) -> TestScan.FILTERED);
            result.getQualityBuilder().setUntrusted(true);
            new Ingest(store, new StoredPlans())
                    .apply(TestScan.AGENT, scan.segmentId(), result.build(), START + 200)
                    .join();
        }

        assertThat(of(HOST, 80)).containsExactly("connect open 100");
    }

    @Test
    void neighboursAlikeShareARowUntilTheyDiffer() {
        TestScan first = scan("first", "10.0.0.0", "10.0.2.255", 80, 80);
        for (long unit = 0; unit < first.plan().unitCount(); unit++) {
            report(first, unit, 100, Method.METHOD_CONNECT, (a, p) -> TestScan.FILTERED);
        }
        assertThat(rows()).hasSize(3);

        Address odd = Address.parse("10.0.1.7");
        TestScan second = scan("second", "10.0.0.0", "10.0.2.255", 80, 80);
        for (long unit = 0; unit < second.plan().unitCount(); unit++) {
            report(second, unit, 200, Method.METHOD_CONNECT, (a, p) -> a.equals(odd) ? TestScan.OPEN : TestScan.FILTERED);
        }

        assertThat(rows().stream().map(row -> row.hosts().size())).containsExactly(256L, 7L, 1L, 248L, 256L);
        assertThat(of(odd, 80)).containsExactly("connect filtered 100, open 200 (after 100)");
        assertThat(of(odd.plus(1), 80)).containsExactly("connect filtered 100");
    }

    /** One unit of a scan that was leased, with what its agent saw. */
    private record Pending(TestScan scan, long unit, long afterMs) {}

    @ParameterizedTest
    @MethodSource("seeds")
    void everyOrderOfResultsLeavesTheSameTimelines(long seed) {
        var expected = run(seed, new Random(seed * 31 + 1));
        store.close();
        store = newStore();
        var again = run(seed, new Random(seed * 31 + 2));
        assertThat(again).as("seed %d", seed).isEqualTo(expected);

        store.write(Lane.BULK, tables -> tables.sql().update("DELETE FROM timeline")
                        + tables.sql().update("INSERT INTO timeline_backlog (scan_id, segment_id, next_unit)"
                                + " SELECT scan_id, segment_id, 0 FROM scan_segment"))
                .join();
        new TimelineBacklog(store, new StoredPlans()).run();
        assertThat(byHost()).as("seed %d, rebuilt from runs", seed).isEqualTo(expected);
        assertThat(store.<Long>read(tables -> backlog(tables.backlog()))).isZero();
    }

    private static long backlog(BacklogTable backlog) throws java.sql.SQLException {
        return backlog.size();
    }

    /** Scans of the same sizes at the same times for a seed; their units come in another order each time. */
    private TreeMap<Address, Timeline> run(long seed, Random order) {
        Random random = new Random(seed);
        List<Pending> pending = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int first = random.nextInt(40);
            int last = first + random.nextInt(60);
            int port = 70 + random.nextInt(10);
            TestScan scan = scan("scan" + i, "10.0.0." + (200 + first), Address.parse("10.0.0.200").plus(last).toString(),
                    port, port + random.nextInt(12));
            long unit = 0;
            while (unit < scan.plan().unitCount()) {
                pending.add(new Pending(scan, unit++, 100 + random.nextInt(8)));
            }
        }
        Collections.shuffle(pending, order);
        for (Pending one : pending) {
            report(one.scan, one.unit, one.afterMs, Method.METHOD_CONNECT, (address, port) -> outcome(seed, one, address, port));
        }
        return byHost();
    }

    private static Outcome outcome(long seed, Pending one, Address address, int port) {
        Random random = new Random(seed * 7919 + one.scan.id() * 104_729 + address.low() * 31 + port);
        random.nextInt();
        return switch (random.nextInt(12)) {
            case 0 -> TestScan.OPEN;
            case 1 -> TestScan.FILTERED;
            case 2 -> TestScan.UNKNOWN;
            default -> TestScan.CLOSED;
        };
    }

    private TreeMap<Address, Timeline> byHost() {
        TreeMap<Address, Timeline> hosts = new TreeMap<>();
        for (TimelineRow row : rows()) {
            for (long i = 0; i < row.hosts().size(); i++) {
                Timeline before = hosts.put(row.hosts().first().plus(i), TimelineCode.decode(row.intervals()));
                assertThat(before).isNull();
            }
        }
        return hosts;
    }
}
