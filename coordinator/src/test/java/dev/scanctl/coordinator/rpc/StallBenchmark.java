package dev.scanctl.coordinator.rpc;

import dev.scanctl.coordinator.ingest.Ingest;
import dev.scanctl.coordinator.ingest.Intake;
import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.ingest.TestScan;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.UnitShape;
import dev.scanctl.coordinator.query.ResultsQuery;
import dev.scanctl.coordinator.store.KeptVersions;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Rows;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.row.NextPosition;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.ResultsPage;
import dev.scanctl.proto.v1.ScanServiceGrpc;
import dev.scanctl.proto.v1.UnitResult;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Epoch;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a reader costs that stops in the middle of a million rows, over TCP, while results are taken in: the rate of that, heap
 * after a collection and growth of the file, each beside the same without the reader, half of it before and half after. In the
 * end the reader goes on and has to get every row, and while it is stalled H2 must keep no version of the tables for it.
 * Arguments: seconds of the stall, a directory for the file.
 */
public final class StallBenchmark {
    private static final int HOSTS = 64;
    private static final int PORTS = 1_024;
    private static final int READ_HOSTS = 1_024;
    private static final long ROWS = (long) READ_HOSTS * PORTS;
    /** Rows after which the reader stops, with the end of a page. */
    private static final long STOPS_AFTER = ROWS / 2;

    private static final int UNITS_A_ROUND = 100;
    private static final int ROUNDS = 12;
    /** Rounds before the first figure: so much is taken in until the file's room from the start is used again. */
    private static final int WARM_ROUNDS = 12;
    /** From one to the next of these, at most: more than what is replaced has to wait until its room is free. */
    private static final int WARM_SECONDS = 6;

    private final Store store;
    private final Path file;
    private final long seconds;
    private final StoredPlans plans = new StoredPlans();
    private int scans;

    private StallBenchmark(Store store, Path file, long seconds) {
        this.store = store;
        this.file = file;
        this.seconds = seconds;
    }

    /** What some rounds came to: outcomes a second of each, the heap after, bytes that the file grew by, what H2 kept. */
    private record Figures(List<Double> rates, double heapMegabytes, long grown, KeptVersions kept) {
        Figures and(Figures later) {
            List<Double> all = new ArrayList<>(rates);
            all.addAll(later.rates);
            return new Figures(all, Math.max(heapMegabytes, later.heapMegabytes), grown + later.grown, later.kept);
        }

        double rate() {
            List<Double> sorted = rates.stream().sorted().toList();
            return sorted.get(sorted.size() / 2);
        }

        double bytesAnOutcome() {
            return grown / ((double) rates.size() * UNITS_A_ROUND * HOSTS * PORTS);
        }
    }

    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory(Path.of(args[1]), "scanctl-stall");
        try (Store store = Store.open(directory)) {
            new StallBenchmark(store, directory.resolve(Store.FILE), Long.parseLong(args[0])).run();
        } finally {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path one : files.toList()) {
                    Files.delete(one);
                }
            }
            Files.delete(directory);
        }
    }

    private void run() throws Exception {
        TestScan million = submit(READ_HOSTS);
        intake(million, results(million, true));
        rounds(WARM_ROUNDS, Math.min(seconds / (double) ROUNDS, WARM_SECONDS));
        Figures before = rounds(ROUNDS / 2);
        Server server = server();
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
        StalledReader reader = new StalledReader(channel, million.id(), STOPS_AFTER);
        reader.awaitStall();
        long stalledAt = reader.rows();
        long atStall = KeptVersions.of(store).current();
        Figures with = rounds(ROUNDS);
        verify(with.kept.oldest() > atStall, with.kept + " while the reader was stalled since version " + atStall);
        verify(reader.rows() == stalledAt, "the reader went on from row " + stalledAt + " to " + reader.rows());
        reader.goOn();
        verify(reader.all() == ROWS, "the reader got " + reader.all() + " rows of " + ROWS);
        channel.shutdownNow();
        server.shutdownNow();
        print(stalledAt, before.and(rounds(ROUNDS / 2)), with);
    }

    private double intake(TestScan scan, List<UnitResult> results) throws InterruptedException {
        return Intake.apply(new Ingest(store, plans), scan, results, System.currentTimeMillis());
    }

    private void print(long stalledAt, Figures without, Figures with) {
        System.out.printf(
                "reader stalled for %d s at row %d of %d, then read the rest: all rows came%n", seconds, stalledAt, ROWS);
        System.out.printf("%-28s %10s %10s %7s%n", "", "without", "stalled", "ratio");
        line("M outcomes taken in a second", without.rate() / 1e6, with.rate() / 1e6);
        line("heap after a collection, MB", without.heapMegabytes, with.heapMegabytes);
        line("file for an outcome, bytes", without.bytesAnOutcome(), with.bytesAnOutcome());
        System.out.printf("%-28s %10d %10d%n", "older versions H2 keeps", without.kept.count(), with.kept.count());
    }

    private static void line(String what, double without, double with) {
        System.out.printf("%-28s %10.2f %10.2f %7.2f%n", what, without, with, with / without);
    }

    /** Rounds as far apart as those of the stall. */
    private Figures rounds(int count) throws Exception {
        return rounds(count, seconds / (double) ROUNDS);
    }

    private Figures rounds(int count, double distanceSeconds) throws Exception {
        long before = Files.size(file);
        long start = System.nanoTime();
        List<Double> rates = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rates.add(round());
            long nextDue = start + (long) (distanceSeconds * 1e9 * (i + 1));
            TimeUnit.NANOSECONDS.sleep(Math.max(0, nextDue - System.nanoTime()));
        }
        return new Figures(rates, heapMegabytes(), Files.size(file) - before, KeptVersions.of(store));
    }

    private static double heapMegabytes() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(200);
        }
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) / 1e6;
    }

    /** Takes a scan in; answers outcomes a second. */
    private double round() throws InterruptedException {
        TestScan scan = submit(UNITS_A_ROUND * HOSTS);
        List<UnitResult> results = results(scan, false);
        return scan.plan().probeCount() / intake(scan, results);
    }

    private TestScan submit(int hosts) {
        Address first = Address.parse("10.0.0.0").plus((long) scans * 65_536);
        AddressRange range = new AddressRange(first, first.plus(hosts - 1));
        UnitShape shape = new UnitShape(HOSTS * PORTS, PORTS, HOSTS * PORTS, PORTS);
        Plan plan = Plan.of(AddressSet.of(range), PortSet.of(new PortRange(1, PORTS)), PortSet.EMPTY, shape, 7);
        return TestScan.submit(store, "stall" + scans++, "local", plan);
    }

    private List<UnitResult> results(TestScan scan, boolean open) {
        Epoch epoch = new Epoch(store.generation(), 1);
        List<UnitRow> rows = new ArrayList<>();
        for (long unit = 0; unit < scan.plan().unitCount(); unit++) {
            rows.add(Rows.leased(scan.key(unit), epoch, TestScan.AGENT));
        }
        NextPosition next = new NextPosition(scan.id(), scan.segmentId(), rows.size());
        store.write(Lane.CONTROL, tables -> {
                    tables.units().leaseFirst(rows, List.of(next));
                    return true;
                })
                .join();
        List<UnitResult> results = new ArrayList<>();
        for (int unit = 0; unit < rows.size(); unit++) {
            results.add(scan.result(unit, epoch, (address, port) -> open || port == 1 + address.low() % 1_000
                            ? TestScan.OPEN
                            : TestScan.CLOSED)
                    .build());
        }
        return results;
    }

    /** The coordinator's way of answering: the query's pages through the same outflow. */
    private Server server() throws IOException {
        ResultsQuery query = new ResultsQuery(store, plans, name -> List.of());
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .addService(new ScanServiceGrpc.ScanServiceImplBase() {
                    @Override
                    public void listResults(ListResultsRequest request, StreamObserver<ResultsPage> caller) {
                        Answers.stream("list-results", caller, out -> query.run(request, out::take));
                    }
                })
                .build()
                .start();
    }

    private static void verify(boolean right, String what) {
        if (!right) {
            throw new AssertionError("The benchmark's results are wrong: " + what);
        }
    }
}
