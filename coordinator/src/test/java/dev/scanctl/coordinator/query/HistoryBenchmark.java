package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.ingest.TimelineBacklog;
import dev.scanctl.coordinator.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Takes in daily scans with their intervals into an H2 file that has the intervals of earlier days, opens it again and asks.
 * Each answer is held against what the network was before a figure is printed. Arguments: hosts, segments, days, earlier
 * days, a directory for the file.
 */
public final class HistoryBenchmark {
    private static final int ASKED = 200;
    private static final int DIFFS = 40;
    private static final int DIFF_HOSTS = 256;

    private final HistoryData data;
    private final Path directory;
    private final TestClock clock = new TestClock();
    private final Random random = new Random(3);
    private long before;
    private long outcomes;

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
        Path directory = Files.createTempDirectory(Path.of(args[4]), "scanctl-history");
        try {
            HistoryBenchmark benchmark = new HistoryBenchmark(data, directory);
            benchmark.fill(Integer.parseInt(args[3]), Integer.parseInt(args[2]));
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

    private long fileBytes() throws IOException {
        return Files.size(directory.resolve("scanctl.mv.db"));
    }

    private void fill(int earlierDays, int days) throws IOException, InterruptedException {
        try (Store store = Store.open(directory, clock)) {
            new EarlierDays(data).write(store, earlierDays, day -> clock.ms = HistoryData.ms(day));
        }
        before = fileBytes();
        System.out.printf("%d hosts from %d segments; intervals of %d earlier days take %.1f MB%n",
                data.hosts, data.segments, earlierDays, before / 1e6);
        long daily = (long) data.hosts * HistoryData.PORTS * data.segments;
        outcomes = daily * days;
        List<Double> rates = new ArrayList<>();
        long open = 0;
        try (Store store = Store.open(directory, clock)) {
            StoredPlans plans = new StoredPlans();
            for (int day = earlierDays; day < earlierDays + days; day++) {
                clock.ms = HistoryData.ms(day);
                data.nextDay();
                rates.add(daily / data.scan(store, plans) / 1e6);
                open = Math.max(open, fileBytes());
            }
        }
        System.out.printf("%d scans of %d ports: the first at %.1f M outcomes/s", days, daily, rates.getFirst());
        rates.sort(null);
        System.out.printf(", median %.1f M, slowest %.1f M, fastest %.1f M%n",
                rates.get(rates.size() / 2), rates.getFirst(), rates.getLast());
        System.out.printf("while it was written the file had %.1f MB at most%n", open / 1e6);
        room("right after");
    }

    /** How much of the file the outcomes and their intervals take. */
    private void room(String when) throws IOException {
        System.out.printf("%s: %.2f bytes of file for each of %d outcomes, %.1f MB in all%n",
                when, Math.max(0, fileBytes() - before) / (double) outcomes, outcomes, fileBytes() / 1e6);
    }

    private void ask() throws IOException {
        long start = System.nanoTime();
        try (Store store = Store.open(directory, clock)) {
            StoredPlans plans = new StoredPlans();
            new TimelineBacklog(store, plans).run();
            HistoryQuestions ask = new HistoryQuestions(data, store, plans);
            ask.point(0);
            System.out.printf("store opened and first question answered in %d ms%n", (System.nanoTime() - start) / 1_000_000);
            room("after a start");
            ask.many("results of a port", ASKED, () -> ask.point(host()));
            ask.many("history of a port", ASKED, () -> ask.port(host()));
            ask.many("history of a host", ASKED, () -> ask.host(host()));
            ask.many("history of a host as of a week ago", ASKED, () -> ask.asOf(host(), data.days() - 8));
            ask.many("history of a host as of the middle", ASKED, () -> ask.asOf(host(), data.days() / 2));
            ask.many("results of a host as of a week ago", ASKED, () -> ask.results(host()));
            ask.many("a port wherever it is open", DIFFS, () -> ask.everywhere(1 + random.nextInt(HistoryData.PORTS)));
            ask.many("diff of 256 hosts over a week", DIFFS,
                    () -> ask.diff(random.nextInt(data.hosts / DIFF_HOSTS) * DIFF_HOSTS, DIFF_HOSTS));
            ask.many("diff of all hosts over a week", 3, () -> ask.diff(0, data.hosts));
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            System.out.printf("heap: %d MB at most, %d MB in use in the end%n",
                    runtime.maxMemory() >> 20, runtime.totalMemory() - runtime.freeMemory() >> 20);
        }
    }

    private int host() {
        return random.nextInt(data.hosts);
    }
}
