package dev.scanctl.coordinator.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.coordinator.ingest.TestScan;
import dev.scanctl.coordinator.plan.PlannedUnit;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.row.TimelineRow;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.Observation;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of the query beside those of a table of every single port. */
class QueryPropertyTest {

    private record Key(Address address, int port) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byAddress = address.compareTo(other.address);
            return byAddress != 0 ? byAddress : Integer.compare(port, other.port);
        }
    }

    private record Seen(Outcome outcome, long atMs) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void latestAndNamedAgreeWithATableOfEveryPort(long seed) {
        Random random = new Random(seed);
        Map<Key, Seen> latest = new TreeMap<>();
        try (QueryScene scene = new QueryScene()) {
            for (int i = 0; i < 4; i++) {
                String from = "10.0.0." + random.nextInt(8) * 8;
                int first = 1 + random.nextInt(50);
                TestScan scan = scene.scan("s" + i, "local", from, 27 + random.nextInt(4), first, first + 60);
                Map<Key, Seen> own = new TreeMap<>();
                long afterMs = 1 + random.nextInt(1000) * 10L + i;
                for (long unit = 0; unit < scan.plan().unitCount(); unit++) {
                    if (random.nextInt(5) > 0) {
                        report(scene, scan, unit, afterMs, random.nextLong(), own);
                    }
                }
                assertSame(scene, QueryScene.of(scan), own, random);
                own.forEach((key, seen) -> latest.merge(key, seen, QueryPropertyTest::later));
            }
            assertSame(scene, QueryScene.latest(), latest, random);
            // Timelines of an earlier version, and those that had no room for all.
            for (int states : new int[] {0, TimelineRow.FORGOTTEN}) {
                scene.store.write(Lane.BULK, tables -> tables.sql().update("UPDATE timeline SET states = ?", states))
                        .join();
                assertSame(scene, QueryScene.latest(), latest, random);
            }
        }
    }

    private static Seen later(Seen a, Seen b) {
        if (a.outcome.state().observed() != b.outcome.state().observed()) {
            return a.outcome.state().observed() ? a : b;
        }
        return a.atMs > b.atMs ? a : b;
    }

    private static void report(
            QueryScene scene, TestScan scan, long unit, long afterMs, long noise, Map<Key, Seen> table) {
        TestScan.Network network = (address, port) -> outcome(noise, address, port);
        scene.report(scan, unit, afterMs, network);
        PlannedUnit planned = scan.plan().unit(unit);
        for (long host = 0; host < planned.addresses().size(); host++) {
            for (int rank = 0; rank < planned.ports().size(); rank++) {
                Key key = new Key(planned.addresses().at(host), planned.ports().at(rank));
                table.put(key, new Seen(network.of(key.address, key.port), QueryScene.START + afterMs));
            }
        }
    }

    private static Outcome outcome(long noise, Address address, int port) {
        return switch (Math.floorMod(new Random(noise ^ address.low() << 20 ^ port / 3).nextInt() >> 8, 8)) {
            case 0 -> TestScan.OPEN;
            case 1 -> TestScan.UNKNOWN;
            case 2 -> TestScan.FILTERED;
            default -> TestScan.CLOSED;
        };
    }

    private static void assertSame(
            QueryScene scene, ListResultsRequest.Builder request, Map<Key, Seen> table, Random random) {
        int firstPort = 1 + random.nextInt(120);
        int lastPort = random.nextBoolean() ? 65_535 : firstPort + random.nextInt(4);
        for (PortState state : List.of(PortState.OPEN, PortState.CLOSED, PortState.UNKNOWN)) {
            List<String> expected = new ArrayList<>();
            table.forEach((key, seen) -> {
                if (seen.outcome.state() == state && key.port >= firstPort && key.port <= lastPort) {
                    expected.add(key.address + ":" + key.port + " " + seen.outcome + " " + seen.atMs);
                }
            });
            List<String> found = new ArrayList<>();
            ListResultsRequest.Builder asked =
                    request.clone().addStatesValue(state.number()).setMergePorts(random.nextBoolean())
                            .setPorts(firstPort + "-" + lastPort);
            for (Observation seen : scene.observations(asked)) {
                for (int port = seen.getFirstPort(); port <= seen.getLastPort(); port++) {
                    found.add(Address.of(seen.getAddress().toByteArray()) + ":" + port + " "
                            + Outcome.ofCode(seen.getReasonValue() * 8 + seen.getStateValue()) + " "
                            + seen.getObservedMs());
                }
            }
            assertThat(found).as("%s", state).isEqualTo(expected);
        }
    }
}
