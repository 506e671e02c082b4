package dev.scanctl.coordinator.query;

import static dev.scanctl.coordinator.ingest.TestScan.CLOSED;
import static dev.scanctl.coordinator.ingest.TestScan.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.scanctl.coordinator.ingest.TestScan;
import dev.scanctl.coordinator.query.diff.DiffQuery;
import dev.scanctl.coordinator.query.host.HistoryQuery;
import dev.scanctl.coordinator.query.host.HostsQuery;
import dev.scanctl.coordinator.store.KeptVersions;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.proto.v1.DiffRequest;
import dev.scanctl.proto.v1.ListHistoryRequest;
import dev.scanctl.proto.v1.ListHostsRequest;
import dev.scanctl.proto.v1.ListResultsRequest;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers that stop in the middle of a listing. A transaction lives on one of four threads of the store, and only as long as
 * these have it: more stalled readers than that, and others that go on beside them, mean that none of them holds one.
 */
@Timeout(60)
class StalledReadersTest {
    private static final int EACH = 3;

    @TempDir
    Path directory;

    private QueryScene scene;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore stalled = new Semaphore(0);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @BeforeEach
    void open() {
        scene = new QueryScene(Store.open(directory));
    }

    @AfterEach
    void close() {
        goOn.countDown();
        threads.close();
        scene.close();
    }

    /** A listing whose reader stops after its first page. */
    private final class Reader<P> implements Pages<P> {
        private final ToIntFunction<P> rows;
        private int pages;
        private int sum;

        Reader(ToIntFunction<P> rows) {
            this.rows = rows;
        }

        @Override
        public boolean take(P page) {
            sum += rows.applyAsInt(page);
            if (pages++ == 0) {
                stalled.release();
                assertThatCode(goOn::await).doesNotThrowAnyException();
            }
            return true;
        }

        CompletableFuture<Integer> started(Runnable query) {
            return CompletableFuture.supplyAsync(
                    () -> {
                        query.run();
                        return sum;
                    },
                    threads);
        }
    }

    private CompletableFuture<Integer> results(String scan) {
        Reader<dev.scanctl.proto.v1.ResultsPage> reader = new Reader<>(page -> page.getObservationsCount());
        ListResultsRequest request = ListResultsRequest.newBuilder().addScans(scan).setAllStates(true).build();
        return reader.started(() -> scene.results().run(request, reader));
    }

    private CompletableFuture<Integer> history() {
        Reader<dev.scanctl.proto.v1.HistoryPage> reader = new Reader<>(page -> page.getEntriesCount());
        HistoryQuery query = new HistoryQuery(scene.store, scene.plans, name -> {
            throw new UnknownHostException(name);
        });
        ListHistoryRequest request = ListHistoryRequest.newBuilder().setTarget("10.0.0.0/22").setAllStates(true).build();
        return reader.started(() -> query.run(request, reader));
    }

    private CompletableFuture<Integer> diff(String before, String after) {
        Reader<dev.scanctl.proto.v1.DiffPage> reader = new Reader<>(page -> page.getDifferencesCount());
        DiffRequest request = DiffRequest.newBuilder().setBeforeScan(before).setAfterScan(after).build();
        return reader.started(() -> new DiffQuery(scene.store, scene.plans, scene.words()).run(request, reader));
    }

    private CompletableFuture<Integer> hosts() {
        Reader<dev.scanctl.proto.v1.HostsPage> reader = new Reader<>(page -> page.getHostsCount());
        ListHostsRequest request = ListHostsRequest.newBuilder().setFilter("10.0.0.0/16").build();
        return reader.started(() -> new HostsQuery(scene.store, scene.words()).run(request, reader));
    }

    @Test
    void holdNoTransactionAndNeitherReadersNorResultsWaitForThem() throws InterruptedException {
        TestScan before = scene.scan("before", "local", "10.0.0.0", 20, 80, 81);
        scene.report(before, 100, (address, port) -> CLOSED);
        TestScan after = scene.scan("after", "local", "10.0.0.0", 20, 80, 81);
        scene.report(after, 200, (address, port) -> port == 80 ? OPEN : CLOSED);

        List<CompletableFuture<Integer>> readers = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            readers.add(results("after"));
            readers.add(history());
            readers.add(diff("before", "after"));
            readers.add(hosts());
        }
        assertThat(stalled.tryAcquire(4 * EACH, 40, TimeUnit.SECONDS)).as("all are in the middle").isTrue();

        long atStall = KeptVersions.of(scene.store).current();
        TestScan meanwhile = scene.scan("meanwhile", "local", "10.0.0.0", 19, 80, 81);
        scene.report(meanwhile, 300, (address, port) -> CLOSED);
        assertThat(scene.lines(QueryScene.of(meanwhile).setAllStates(true))).hasSize(2 * 8_192);
        assertThat(readers).noneMatch(CompletableFuture::isDone);
        assertThat(KeptVersions.of(scene.store).oldest()).as("none is kept for those that wait").isGreaterThan(atStall);

        goOn.countDown();
        // What is told by scan is as it was; what is told of all times may have what came meanwhile.
        assertThat(readers.get(0).join()).isEqualTo(2 * 4_096);
        assertThat(readers.get(1).join()).isBetween(1_024 * 3, 1_024 * 4);
        assertThat(readers.get(2).join()).isEqualTo(4_096);
        assertThat(readers.get(3).join()).isBetween(4_096, 8_192);
        readers.forEach(CompletableFuture::join);
    }
}
