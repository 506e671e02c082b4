package dev.scanctl.coordinator.query;

import static dev.scanctl.coordinator.query.HistoryData.verify;

import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.ingest.TimelineBacklog;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.proto.v1.ChangeKind;
import dev.scanctl.proto.v1.DiffPage;
import dev.scanctl.proto.v1.DiffRequest;
import dev.scanctl.proto.v1.HistoryEntry;
import dev.scanctl.proto.v1.ListHistoryRequest;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.Observation;
import dev.scanctl.wire.PortState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Takes in daily scans with their intervals into an H2 file, opens it again and asks. Each answer is held against what the
 * network was before a figure is printed. Arguments: hosts, segments, days, a directory for the file.
 */
public final class HistoryBenchmark {
    private static final int ASKED = 200;
    private static final int DIFFS = 20;

    private final HistoryData data;
    private final Path directory;
    private final TestClock clock = new TestClock();
    private final Random random = new Random(3);

    private HistoryBenchmark(HistoryData data, Path directory) {
        this.data = data;
        this.directory = directory;
    }

    private static final class TestClock extends Clock {
        private volatile long ms = HistoryData.ms(0);

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(ms);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        HistoryData data = new HistoryData(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        Path directory = Files.createTempDirectory(Path.of(args[3]), "scanctl-history");
        try {
            HistoryBenchmark benchmark = new HistoryBenchmark(data, directory);
            benchmark.fill(Integer.parseInt(args[2]));
            benchmark.ask();
        } finally {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
    }

    private void fill(int days) throws IOException, InterruptedException {
        long perScan = (long) data.hosts * HistoryData.PORTS;
        List<Double> rates = new ArrayList<>();
        try (Store store = Store.open(directory, clock)) {
            StoredPlans plans = new StoredPlans();
            for (int day = 0; day < days; day++) {
                clock.ms = HistoryData.ms(day);
                data.nextDay();
                for (int segment = 0; segment < data.segments; segment++) {
                    double rate = perScan / data.scan(store, plans, segment) / 1e6;
                    if (day == 0) {
                        System.out.printf("first day, segment %d: %.1f M outcomes/s%n", segment, rate);
                    } else {
                        rates.add(rate);
                    }
                }
            }
        }
        rates.sort(null);
        long outcomes = perScan * data.segments * days;
        System.out.printf("%d scans of %d ports: median %.1f M outcomes/s, slowest %.1f, fastest %.1f%n",
                rates.size(), perScan, rates.get(rates.size() / 2), rates.getFirst(), rates.getLast());
        System.out.printf("%.2f bytes of file for each of %d outcomes%n",
                Files.size(directory.resolve("scanctl.mv.db")) / (double) outcomes, outcomes);
    }

    private void ask() {
        long start = System.nanoTime();
        try (Store store = Store.open(directory, clock)) {
            StoredPlans plans = new StoredPlans();
            new TimelineBacklog(store, plans).run();
            System.out.printf("store opened in %d ms%n", (System.nanoTime() - start) / 1_000_000);
            Questions ask = new Questions(store, plans);
            ask.many("history of a port", ASKED, () -> ask.port(host()));
            ask.many("history of a host", ASKED, () -> ask.host(host()));
            ask.many("history of a host as of a week ago", ASKED, () -> ask.asOf(host()));
            ask.many("results of a host as of a week ago", ASKED, () -> ask.results(host()));
            ask.many("diff of 256 hosts over a week", DIFFS, () -> ask.diff(random.nextInt(data.hosts / 256) * 256, 256));
            ask.many("diff of all hosts over a week", 1, () -> ask.diff(0, data.hosts));
        }
        Runtime runtime = Runtime.getRuntime();
        System.out.printf("heap: at most %d MB%n", runtime.maxMemory() >> 20);
    }

    private int host() {
        return random.nextInt(data.hosts);
    }

    private int weekAgo() {
        return Math.max(0, data.days() - 8);
    }

    /** Questions whose answers are checked; the first page's time is kept. */
    private final class Questions {
        private final HistoryQuery history;
        private final ResultsQuery results;
        private final DiffQuery diff;
        private long firstNanos;

        Questions(Store store, StoredPlans plans) {
            this.history = new HistoryQuery(store, plans, name -> List.of());
            this.results = new ResultsQuery(store, plans, name -> List.of());
            this.diff = new DiffQuery(store, plans, new Words(store, plans, name -> List.of()));
        }

        void many(String what, int times, Runnable question) {
            double[] whole = new double[times];
            double[] first = new double[times];
            for (int i = -times / 4; i < times; i++) {
                long start = System.nanoTime();
                firstNanos = 0;
                question.run();
                if (i >= 0) {
                    whole[i] = (System.nanoTime() - start) / 1e6;
                    first[i] = (firstNanos - start) / 1e6;
                }
            }
            Arrays.sort(whole);
            Arrays.sort(first);
            int p95 = Math.min(times - 1, times * 95 / 100);
            System.out.printf("%s: median %.1f ms, p95 %.1f ms, first page p95 %.1f ms (%d times)%n",
                    what, whole[times / 2], whole[p95], first[p95], times);
        }

        private boolean arrived() {
            firstNanos = firstNanos == 0 ? System.nanoTime() : firstNanos;
            return true;
        }

        private List<HistoryEntry> history(ListHistoryRequest.Builder request) {
            List<HistoryEntry> entries = new ArrayList<>();
            history.run(request.build(), page -> arrived() && entries.addAll(page.getEntriesList()) || true);
            return entries;
        }

        void port(int host) {
            int exception = host % HistoryData.EXCEPTIONS;
            int port = HistoryData.port(host, exception);
            List<HistoryEntry> told = history(ListHistoryRequest.newBuilder()
                    .setTarget(HistoryData.address(host) + ":" + port)
                    .setAllStates(true));
            List<Long> expected = new ArrayList<>();
            for (int segment = 0; segment < data.segments; segment++) {
                for (int day = 0; day < data.days(); day++) {
                    if (day == 0 || data.open(day, segment, host, exception) != data.open(day - 1, segment, host, exception)) {
                        expected.add(HistoryData.ms(day));
                    }
                }
            }
            verify(told.stream().map(HistoryEntry::getFirstMs).toList().equals(expected), "host " + host + ": " + told);
            verify(told.getLast().getLastMs() == HistoryData.ms(data.days() - 1), "last confirmed: " + told.getLast());
        }

        void host(int host) {
            int changes = 0;
            for (HistoryEntry entry : history(ListHistoryRequest.newBuilder().setTarget(HistoryData.address(host).toString()))) {
                changes += entry.getBeforeMs() > 0 ? 1 : 0;
            }
            int expected = 0;
            for (int segment = 0; segment < data.segments; segment++) {
                for (int exception = 0; exception < HistoryData.EXCEPTIONS; exception++) {
                    for (int day = 1; day < data.days(); day++) {
                        expected += data.open(day, segment, host, exception) == data.open(day - 1, segment, host, exception) ? 0 : 1;
                    }
                }
            }
            verify(changes == expected, "host " + host + ": " + changes + " changes, not " + expected);
        }

        void asOf(int host) {
            long open = history(ListHistoryRequest.newBuilder()
                            .setTarget(HistoryData.address(host).toString())
                            .setAsOfMs(HistoryData.ms(weekAgo())))
                    .stream()
                    .filter(entry -> entry.getStateValue() == PortState.OPEN.number())
                    .count();
            verify(open == open(weekAgo(), host), "host " + host + ": " + open + " open");
        }

        void results(int host) {
            List<Observation> seen = new ArrayList<>();
            results.run(
                    ListResultsRequest.newBuilder()
                            .addTargets(QueryScene.text(HistoryData.address(host).toString()))
                            .setAsOfMs(HistoryData.ms(weekAgo()))
                            .build(),
                    page -> arrived() && seen.addAll(page.getObservationsList()) || true);
            verify(seen.size() == open(weekAgo(), host), "host " + host + ": " + seen.size() + " open");
        }

        private long open(int day, int host) {
            long open = 0;
            for (int segment = 0; segment < data.segments; segment++) {
                for (int exception = 0; exception < HistoryData.EXCEPTIONS; exception++) {
                    open += data.open(day, segment, host, exception) ? 1 : 0;
                }
            }
            return open;
        }

        void diff(int first, int hosts) {
            List<DiffPage> pages = new ArrayList<>();
            String net = HistoryData.address(first) + "-" + HistoryData.address(first + hosts - 1);
            diff.run(
                    DiffRequest.newBuilder().setFilter("net:" + net).setSinceMs(HistoryData.ms(weekAgo()) + 1).build(),
                    page -> arrived() && pages.add(page) || true);
            long told = pages.stream()
                    .flatMap(page -> page.getDifferencesList().stream())
                    .filter(d -> d.getKind() == ChangeKind.CHANGE_KIND_OPENED || d.getKind() == ChangeKind.CHANGE_KIND_CLOSED)
                    .count();
            long expected = 0;
            for (int segment = 0; segment < data.segments; segment++) {
                for (int host = first; host < first + hosts; host++) {
                    for (int exception = 0; exception < HistoryData.EXCEPTIONS; exception++) {
                        boolean same = data.open(weekAgo(), segment, host, exception)
                                == data.open(data.days() - 1, segment, host, exception);
                        expected += same ? 0 : 1;
                    }
                }
            }
            verify(told == expected, net + ": " + told + " differences, not " + expected);
        }
    }
}
