package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.ingest.Ingest;
import dev.scanctl.coordinator.ingest.Intake;
import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.ingest.TestScan;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.UnitShape;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Rows;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.row.NextPosition;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.proto.v1.UnitResult;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Epoch;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A network that several segments scan once a day: some twenty ports of a thousand are open or were, and one in two hundred
 * of these opens or closes a day. It remembers all states, so that answers can be checked.
 */
final class HistoryData {
    static final int PORTS = 1000;
    static final int EXCEPTIONS = 20;
    private static final int HOSTS_A_UNIT = 64;
    private static final long DAY_MS = 86_400_000;
    private static final long START = 1_760_000_000_000L;

    final int hosts;
    final int segments;
    private final Random random = new Random(7);
    /** By day and segment, for each host a bit for each exception: 1: open. */
    private final List<int[][]> days = new ArrayList<>();

    HistoryData(int hosts, int segments) {
        this.hosts = hosts;
        this.segments = segments;
    }

    int days() {
        return days.size();
    }

    static long ms(int day) {
        return START + day * DAY_MS;
    }

    static String segment(int number) {
        return "segment" + number;
    }

    static Address address(int host) {
        return Address.parse("10.0.0.0").plus(host);
    }

    /** The port of an exception: one of each fifty. */
    static int port(int host, int exception) {
        int width = PORTS / EXCEPTIONS;
        return 1 + exception * width + Math.floorMod((host * 31 + exception) * 7919, width);
    }

    /** Which exception a port is of, if it is one. */
    static int exception(int port) {
        return (port - 1) / (PORTS / EXCEPTIONS);
    }

    boolean open(int day, int segment, int host, int exception) {
        return (days.get(day)[segment][host] >>> exception & 1) == 1;
    }

    /** Makes the next day's states. */
    void nextDay() {
        int[][] next = new int[segments][hosts];
        for (int segment = 0; segment < segments; segment++) {
            for (int host = 0; host < hosts; host++) {
                int before = days.isEmpty() ? random.nextInt() | 0xffff : days.getLast()[segment][host];
                for (int exception = 0; exception < EXCEPTIONS && !days.isEmpty(); exception++) {
                    before ^= random.nextInt(200) == 0 ? 1 << exception : 0;
                }
                next[segment][host] = before;
            }
        }
        days.add(next);
    }

    private Outcome outcome(int[] states, int host, int port) {
        int exception = exception(port);
        boolean open = port(host, exception) == port && (states[host] >>> exception & 1) == 1;
        return open ? TestScan.OPEN : TestScan.CLOSED;
    }

    /** Names of all segments. */
    List<String> names() {
        return IntStream.range(0, segments).mapToObj(HistoryData::segment).toList();
    }

    /** A scan of one day from every segment. */
    List<TestScan> submit(Store store, int day) {
        AddressRange range = new AddressRange(address(0), address(hosts - 1));
        UnitShape shape = new UnitShape(HOSTS_A_UNIT * PORTS, PORTS, HOSTS_A_UNIT * PORTS, PORTS);
        Plan plan = Plan.of(AddressSet.of(range), PortSet.of(new PortRange(1, PORTS)), PortSet.EMPTY, shape, day);
        return TestScan.submit(store, "day" + day, names(), plan);
    }

    /** Scans the newest day. Answers with the seconds it took to take all results in. */
    double scan(Store store, StoredPlans plans) throws InterruptedException {
        int day = days.size() - 1;
        List<TestScan> scans = submit(store, day);
        double seconds = 0;
        for (int segment = 0; segment < segments; segment++) {
            TestScan scan = scans.get(segment);
            List<UnitResult> results = results(scan, lease(store, scan), days.get(day)[segment], day);
            seconds += Intake.apply(new Ingest(store, plans), scan, results, ms(day));
        }
        verify(scans.getFirst().move(ScanState.SCAN_STATE_RUNNING, ScanState.SCAN_STATE_COMPLETED), "the scan was running");
        return seconds;
    }

    private static Epoch lease(Store store, TestScan scan) {
        Epoch epoch = new Epoch(store.generation(), 1);
        List<UnitRow> rows = new ArrayList<>();
        for (long unit = 0; unit < scan.plan().unitCount(); unit++) {
            rows.add(Rows.leased(scan.key(unit), epoch, TestScan.AGENT));
        }
        NextPosition next = new NextPosition(scan.id(), scan.segmentId(), scan.plan().unitCount());
        store.write(Lane.CONTROL, tables -> {
                    tables.units().leaseFirst(rows, List.of(next));
                    return true;
                })
                .join();
        return epoch;
    }

    private List<UnitResult> results(TestScan scan, Epoch epoch, int[] states, int day) {
        List<UnitResult> results = new ArrayList<>();
        long first = address(0).low();
        for (long unit = 0; unit < scan.plan().unitCount(); unit++) {
            results.add(scan.result(unit, epoch, (address, port) -> outcome(states, (int) (address.low() - first), port))
                    .build());
        }
        Collections.shuffle(results, new Random(day));
        return results;
    }

    static void verify(boolean right, String what) {
        if (!right) {
            throw new AssertionError("The benchmark's results are wrong: " + what);
        }
    }
}
