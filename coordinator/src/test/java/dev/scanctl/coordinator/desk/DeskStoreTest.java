package dev.scanctl.coordinator.desk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.coordinator.ingest.TestScan;
import dev.scanctl.coordinator.lease.LeaseAnswer;
import dev.scanctl.coordinator.lease.LeaseBatch;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.UnitShape;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Epoch;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table's wishes before the real store. */
final class DeskStoreTest {
    private static final Plan PLAN = Plan.of(
            AddressSet.of(AddressRange.ofPrefix(Address.parse("10.0.0.0"), 29)),
            PortSet.of(new PortRange(1, 32)),
            PortSet.EMPTY,
            new UnitShape(16, 16, 16, 16),
            1);

    private final Store store = Store.inMemory();
    private final TestScan running = TestScan.submit(store, "running", "dmz", PLAN);
    private final TestScan other = TestScan.submit(store, "other", "dmz", PLAN);

    @AfterEach
    void close() {
        store.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"SCAN_STATE_PAUSED", "SCAN_STATE_CANCELLED", "SCAN_STATE_COMPLETED"})
    void noUnitIsLeasedForAScanThatDoesNotRunAnyMore(ScanState state) {
        Epoch epoch = other.lease(0);
        other.move(0, UnitState.PENDING);
        other.move(ScanState.SCAN_STATE_RUNNING, state);

        List<LeaseAnswer> answers = lease(
                first(running, 0),
                new LeaseBatch.Write(row(other, 0, UnitState.PENDING, epoch), row(other, 0, UnitState.LEASED, epoch.next(1))),
                first(other, 1));

        assertThat(answers).extracting(LeaseAnswer::unit).containsExactly(running.key(0));
        assertThat(running.row(0).orElseThrow().state()).isEqualTo(UnitState.LEASED);
        assertThat(other.row(0).orElseThrow().state()).isEqualTo(UnitState.PENDING);
        assertThat(other.row(1)).isEmpty();
        assertThat(nextPosition(running)).isEqualTo(1);
        assertThat(nextPosition(other)).isEqualTo(1);
    }

    @Test
    void noUnitIsLeasedForAScanThatIsDeleted() {
        store.write(Lane.CONTROL, tables -> tables.scans().deleteSome(other.id(), 1_000)).join();

        assertThat(lease(first(other, 0))).isEmpty();
        assertThat(other.row(0)).isEmpty();
    }

    private List<LeaseAnswer> lease(LeaseBatch.Write... writes) {
        List<LeaseBatch.Advanced> advanced = List.of(
                new LeaseBatch.Advanced(running.id(), running.segmentId(), 1, 0, 0),
                new LeaseBatch.Advanced(other.id(), other.segmentId(), 2, 0, 0));
        LeaseBatch batch = new LeaseBatch(1, List.of(writes), advanced);
        return store.<List<LeaseAnswer>>write(
                        Lane.CONTROL, tables -> DeskStore.lease(tables, batch).answers())
                .join();
    }

    private static LeaseBatch.Write first(TestScan scan, long unit) {
        return new LeaseBatch.Write(null, row(scan, unit, UnitState.LEASED, new Epoch(1, 1)));
    }

    private static UnitRow row(TestScan scan, long unit, UnitState state, Epoch epoch) {
        return new UnitRow(scan.key(unit), state, epoch, 0, TestScan.AGENT, 1, null, "", false);
    }

    private long nextPosition(TestScan scan) {
        return store.read(tables -> tables.scans().segments(scan.id())).getFirst().nextPosition();
    }
}
