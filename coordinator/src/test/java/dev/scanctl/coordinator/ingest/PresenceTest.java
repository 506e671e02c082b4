package dev.scanctl.coordinator.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.scanctl.coordinator.history.Seen;
import dev.scanctl.coordinator.history.SeenBlock;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.UnitShape;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.SeenHostRow;
import dev.scanctl.proto.v1.LeaseRef;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.UnitResult;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** When hosts were seen, as results leave it in the store. */
class PresenceTest {
    private static final long START = 1_700_000_000_000L;
    private static final AddressRange ALL = AddressRange.ofPrefix(Address.parse("10.0.0.0"), 8);

    private Store store = Store.inMemory();

    @AfterEach
    void close() {
        store.close();
    }

    static LongStream seeds() {
        return LongStream.range(0, 6);
    }

    private TestScan scan(String first, long hosts, boolean discovers) {
        Address from = Address.parse(first);
        AddressSet targets = AddressSet.of(new AddressRange(from, from.plus(hosts - 1)));
        PortSet ports = PortSet.of(new PortRange(80, 83));
        return TestScan.submit(store, "test", "dmz",
                Plan.of(targets, ports, PortSet.EMPTY, new UnitShape(64, 4, 64, 32), discovers, 1));
    }

    private void report(TestScan scan, long unit, long afterMs, TestScan.Network network) {
        apply(scan.result(unit, scan.lease(unit), network).build(), scan, afterMs);
    }

    private void apply(UnitResult result, TestScan scan, long afterMs) {
        Ingest ingest = new Ingest(store, new StoredPlans());
        assertThat(ingest.apply(TestScan.AGENT, scan.segmentId(), result, START + afterMs).join().effect())
                .isEqualTo(Effect.DONE);
    }

    /** Such as {@code 100-300} by address. */
    private TreeMap<Address, String> seen() {
        return store.read(PresenceTest::seen);
    }

    private static TreeMap<Address, String> seen(Tables tables) throws SQLException {
        TreeMap<Address, String> seen = new TreeMap<>();
        var block = tables.seenHosts().next(ALL);
        while (block.isPresent()) {
            Address first = block.get();
            for (SeenHostRow row : tables.seenHosts().of(first)) {
                for (Map.Entry<Integer, Seen> host : SeenBlock.decode(row.seen()).hosts().entrySet()) {
                    seen.put(first.plus(host.getKey()), text(host.getValue()));
                }
            }
            block = tables.seenHosts().next(new AddressRange(first.plus(256), ALL.last()));
        }
        return seen;
    }

    private static String text(Seen seen) {
        return (seen.first().ms() - START) + "-" + (seen.last().ms() - START);
    }

    @Test
    void hostThatOnlySwallowsIsNotSeenAndOneThatRefusesIs() {
        report(scan("10.0.0.1", 3, false), 0, 100,
                (host, port) -> host.low() % 4 == 1 ? TestScan.FILTERED : host.low() % 4 == 2 ? TestScan.CLOSED : TestScan.UNKNOWN);

        assertThat(seen()).isEqualTo(new TreeMap<>(Map.of(Address.parse("10.0.0.2"), "100-100")));
    }

    @Test
    void silentHostThatDiscoveryFoundIsSeenAndOneThatIsDownIsNot() {
        TestScan scan = scan("10.0.0.254", 4, true);
        long discovery = scan.plan().unitCount() - 1;
        ByteString live = ByteString.copyFrom(Address.parse("10.0.1.0").toBytes());
        UnitResult found = UnitResult.newBuilder()
                .setLease(LeaseRef.newBuilder().setScanId(scan.id()).setUnit(discovery).setEpoch(scan.lease(discovery).bits()))
                .setMethod(Method.METHOD_CONNECT)
                .addLive(dev.scanctl.proto.v1.AddressRange.newBuilder().setFirst(live).setLast(live))
                .build();

        apply(found, scan, 50);

        assertThat(seen()).isEqualTo(new TreeMap<>(Map.of(Address.parse("10.0.1.0"), "50-50")));
        forgetAndRebuild(false);
        assertThat(seen()).containsOnlyKeys(Address.parse("10.0.1.0"));
    }

    /** As a store of an earlier version is after its upgrade. */
    private void forgetAndRebuild(boolean timelines) {
        store.write(Lane.BULK, tables -> tables.sql().update("DELETE FROM seen_host")
                        + tables.sql().update("INSERT INTO timeline_backlog (scan_id, segment_id, next_unit, timelines)"
                                + " SELECT scan_id, segment_id, 0, ? FROM scan_segment", timelines))
                .join();
        assertThat(seen()).isEmpty();
        new TimelineBacklog(store, new StoredPlans()).run();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyOrderAndRepetitionLeavesTheSame(long seed) {
        TreeMap<Address, String> expected = run(seed, new Random(seed + 1));
        assertThat(expected).isNotEmpty();

        forgetAndRebuild(seed % 2 == 0);
        assertThat(seen()).as("seed %d, rebuilt", seed).isEqualTo(expected);

        store.close();
        store = Store.inMemory();
        assertThat(run(seed, new Random(seed + 2))).as("seed %d, another order", seed).isEqualTo(expected);
    }

    private record Pending(TestScan scan, long unit, long afterMs) {}

    private TreeMap<Address, String> run(long seed, Random order) {
        Random random = new Random(seed);
        List<Pending> pending = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            TestScan scan = scan("10.0.0." + random.nextInt(256), 1 + random.nextInt(300), false);
            for (long unit = 0; unit < scan.plan().unitCount(); unit++) {
                pending.add(new Pending(scan, unit, random.nextInt(1_000)));
            }
        }
        Collections.shuffle(pending, order);
        for (Pending one : pending) {
            report(one.scan, one.unit, one.afterMs,
                    (host, port) -> new Random(seed ^ host.low() * 31 + one.scan.id()).nextInt(3) == 0
                            ? TestScan.FILTERED
                            : TestScan.OPEN);
        }
        return seen();
    }
}
