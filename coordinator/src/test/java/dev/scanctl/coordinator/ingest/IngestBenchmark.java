package dev.scanctl.coordinator.ingest;

import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.PlannedUnit;
import dev.scanctl.coordinator.plan.UnitShape;
import dev.scanctl.coordinator.query.ResultsQuery;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Rows;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.row.NextPosition;
import dev.scanctl.coordinator.store.row.OutcomeCount;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.Observation;
import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.proto.v1.UnitResult;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Epoch;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * How many port outcomes a second go through {@link Ingest#apply} into an H2 file, each acknowledgement after a sync.
 * Units of 64 hosts × 1,024 ports with two open ports a host arrive in random order. Each round has a store of its own
 * and is checked: all counts, and a sample of ports read back by the query.
 */
public final class IngestBenchmark {
    private static final int HOSTS = 64;
    private static final int PORTS = 1024;
    private static final int ROUNDS = 5;
    private static final int SAMPLE = 500;

    private final int units;
    private final Path directory;

    private IngestBenchmark(int units, Path directory) {
        this.units = units;
        this.directory = directory;
    }

    /** Arguments: units a round (default 1000), and a directory for the files (default: the system's temporary one). */
    public static void main(String[] args) throws IOException, InterruptedException {
        int units = args.length > 0 && !args[0].isEmpty() ? Integer.parseInt(args[0]) : 1000;
        Path parent = args.length > 1 ? Path.of(args[1]) : Path.of(System.getProperty("java.io.tmpdir"));
        double[] rates = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            Path directory = Files.createTempDirectory(parent, "scanctl-ingest");
            try {
                rates[round] = new IngestBenchmark(units, directory).round(round);
            } finally {
                delete(directory);
            }
        }
        Arrays.sort(rates);
        System.out.printf("median of %d rounds: %.1f M outcomes/s%n", ROUNDS, rates[ROUNDS / 2] / 1e6);
    }

    private double round(int round) throws IOException, InterruptedException {
        try (Store store = Store.open(directory)) {
            Plan plan = plan();
            TestScan scan = TestScan.submit(store, "benchmark", "local", plan);
            List<UnitResult> results = results(scan, lease(store, scan), new Random(round));
            long runs = results.stream().mapToLong(IngestBenchmark::runs).sum();
            double seconds = Intake.apply(new Ingest(store, new StoredPlans()), scan, results, System.currentTimeMillis());
            check(store, scan);
            double rate = plan.probeCount() / seconds;
            System.out.printf(
                    "round %d: %d units, %d runs a unit, %.2f s, %.1f M outcomes/s, %.2f bytes an outcome%n",
                    round + 1, units, runs / units, seconds, rate / 1e6, size() / (double) plan.probeCount());
            return rate;
        }
    }

    private Plan plan() {
        Address first = Address.parse("10.0.0.0");
        AddressRange range = new AddressRange(first, first.plus((long) units * HOSTS - 1));
        UnitShape shape = new UnitShape(HOSTS * PORTS, PORTS, HOSTS * PORTS, PORTS);
        Plan plan = Plan.of(AddressSet.of(range), PortSet.of(new PortRange(1, PORTS)), PortSet.EMPTY, shape, 7);
        if (plan.unitCount() != units) {
            throw new IllegalStateException(units + " units expected, not " + plan.unitCount() + "; take at least 16");
        }
        return plan;
    }

    private Epoch lease(Store store, TestScan scan) {
        Epoch epoch = new Epoch(store.generation(), 1);
        List<UnitRow> rows = new ArrayList<>();
        for (long unit = 0; unit < units; unit++) {
            rows.add(Rows.leased(scan.key(unit), epoch, TestScan.AGENT));
        }
        NextPosition next = new NextPosition(scan.id(), scan.segmentId(), units);
        store.write(Lane.CONTROL, tables -> {
                    tables.units().leaseFirst(rows, List.of(next));
                    return true;
                })
                .join();
        return epoch;
    }

    private List<UnitResult> results(TestScan scan, Epoch epoch, Random random) {
        List<UnitResult> results = new ArrayList<>();
        for (long unit = 0; unit < units; unit++) {
            results.add(scan.result(unit, epoch, IngestBenchmark::outcome).build());
        }
        Collections.shuffle(results, random);
        return results;
    }

    /** Two open ports a host, other ones on each. */
    private static Outcome outcome(Address address, int port) {
        int first = 1 + Math.floorMod((int) address.low() * 7919, PORTS / 2 - 2);
        boolean open = port == first || port == PORTS / 2 + 1 + Math.floorMod((int) address.low() * 104_729, PORTS / 2);
        return open ? TestScan.OPEN : TestScan.CLOSED;
    }

    private static long runs(UnitResult result) {
        PortSet ports = PortSet.of(new PortRange(1, PORTS));
        return result.getHostsList().stream()
                .mapToLong(host -> Runs.decode(host.getRuns().toByteArray(), ports)
                        .list()
                        .size())
                .sum();
    }

    private void check(Store store, TestScan scan) {
        List<OutcomeCount> counts = store.read(tables -> tables.outcomes().counts(scan.id()));
        long hosts = (long) units * HOSTS;
        for (OutcomeCount count : counts) {
            long expected = count.outcome() == TestScan.OPEN ? 2 * hosts : (PORTS - 2) * hosts;
            verify(count.ports() == expected, count.outcome() + ": " + count.ports());
        }
        verify(counts.size() == 2, "outcomes: " + counts);
        Random random = new Random(1);
        ResultsQuery query = new ResultsQuery(store, new StoredPlans(), name -> List.of());
        for (int i = 0; i < SAMPLE; i++) {
            PlannedUnit unit = scan.plan().unit(random.nextInt(units));
            sample(query, scan, unit.addresses().at(random.nextInt(HOSTS)), 1 + random.nextInt(PORTS));
        }
    }

    private static void sample(ResultsQuery query, TestScan scan, Address address, int port) {
        List<Observation> found = new ArrayList<>();
        ListResultsRequest request = ListResultsRequest.newBuilder()
                .addScans(String.valueOf(scan.id()))
                .addTargets(SourceText.newBuilder().setText(address.toString()))
                .setAllStates(true)
                .build();
        query.run(request, page -> found.addAll(page.getObservationsList()) || true);
        verify(found.size() == PORTS, address + ": " + found.size() + " ports");
        int state = outcome(address, port).state().number();
        verify(found.get(port - 1).getStateValue() == state, address + ":" + port);
    }

    private static void verify(boolean right, String what) {
        if (!right) {
            throw new AssertionError("The benchmark's results are wrong: " + what);
        }
    }

    private long size() throws IOException {
        return Files.size(directory.resolve("scanctl.mv.db"));
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
