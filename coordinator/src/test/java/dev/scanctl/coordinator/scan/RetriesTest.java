package dev.scanctl.coordinator.scan;

import static dev.scanctl.coordinator.ingest.TestScan.CLOSED;
import static dev.scanctl.coordinator.ingest.TestScan.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.scanctl.coordinator.desk.LeaseDesk;
import dev.scanctl.coordinator.ingest.Ingest;
import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.ingest.TestScan;
import dev.scanctl.coordinator.lease.LeaseTimes;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.UnitShape;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import java.time.Clock;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RetriesTest {
    private final Store store = Store.inMemory();
    private final Ingest ingest = new Ingest(store, new StoredPlans());
    private final ScanFeed feed = new ScanFeed(Clock.systemUTC());
    private final LeaseDesk desk = new LeaseDesk(store, ingest, feed, LeaseTimes.STANDARD, Clock.systemUTC());
    private final ReentrantLock order = new ReentrantLock();
    private final Retries retries = new Retries(new Controls(new Ledger(store), desk, feed, order), ingest);
    private final TestScan scan = TestScan.submit(
            store,
            "sick",
            "dmz",
            Plan.of(
                    AddressSet.of(AddressRange.ofPrefix(Address.parse("10.0.0.0"), 31)),
                    PortSet.of(new PortRange(1, 32)),
                    PortSet.EMPTY,
                    new UnitShape(16, 16, 16, 16),
                    1));

    @BeforeEach
    void endWithGaps() {
        desk.start();
        for (long unit = 0; unit < scan.plan().unitCount(); unit++) {
            boolean sick = unit < 2;
            ingest.apply(
                            TestScan.AGENT,
                            scan.segmentId(),
                            scan.result(unit, scan.lease(unit), (address, port) -> sick ? UNKNOWN : CLOSED)
                                    .build(),
                            System.currentTimeMillis())
                    .join();
        }
        scan.move(ScanState.SCAN_STATE_RUNNING, ScanState.SCAN_STATE_COMPLETED_WITH_GAPS);
    }

    @AfterEach
    void close() {
        desk.close();
        store.close();
    }

    private ScanState state() {
        return store.read(tables -> tables.scans().byId(scan.id())).orElseThrow().state();
    }

    @Test
    void retryDoesWhatAnInterruptedOneLeft() {
        ingest.retry(scan.id());
        assertThat(state()).as("the coordinator stopped here").isEqualTo(ScanState.SCAN_STATE_COMPLETED_WITH_GAPS);

        assertThat(retries.retry(scan.id(), "again")).isEqualTo(2);

        assertThat(state()).isEqualTo(ScanState.SCAN_STATE_RUNNING);
        assertThat(scan.row(0).orElseThrow().state()).isEqualTo(UnitState.PENDING);
        assertThat(retries.retry(scan.id(), "again")).as("the same request").isZero();
    }

    @Test
    void nobodyWaitsForARetryThatWalks() throws Exception {
        Semaphore free = new Semaphore(0);
        store.write(Lane.CONTROL, tables -> {
            free.acquireUninterruptibly();
            return true;
        });
        Thread retry = Thread.ofPlatform().start(() -> retries.retry(scan.id(), "slow"));
        await().until(() -> retry.getState() == Thread.State.WAITING && writes(retry));

        assertThat(order.isLocked()).isFalse();

        free.release();
        retry.join();
        assertThat(state()).isEqualTo(ScanState.SCAN_STATE_RUNNING);
    }

    private static boolean writes(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().endsWith(".Ingest")) {
                return true;
            }
        }
        return false;
    }

    @Test
    void scanThatIsDeletedOnTheWayStaysDeleted() {
        scan.move(ScanState.SCAN_STATE_COMPLETED_WITH_GAPS, ScanState.SCAN_STATE_CANCELLED);

        assertThat(ingest.retry(scan.id())).isZero();
        assertThatThrownBy(() -> retries.retry(scan.id(), "late")).isInstanceOf(ScanRefused.class);
        assertThat(scan.row(0).orElseThrow().state()).isEqualTo(UnitState.DONE);
    }
}
