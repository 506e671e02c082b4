package dev.scanctl.coordinator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scanctl.coordinator.store.row.NextPosition;
import dev.scanctl.coordinator.store.row.ScanRow;
import dev.scanctl.coordinator.store.row.ScanSegmentRow;
import dev.scanctl.coordinator.store.row.SegmentRow;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.wire.Epoch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {

    @Test
    void startsWithGenerationOneAndKeepsRowsWhenOpenedAgain(@TempDir Path directory) {
        long id;
        try (Store store = Store.open(directory)) {
            assertThat(store.generation()).isEqualTo(1);
            id = Rows.scan(store, "nightly", "dmz", "corp");
        }

        try (Store store = Store.open(directory)) {
            ScanRow scan = store.read(t -> t.scans().byId(id)).orElseThrow();
            assertThat(scan.name()).isEqualTo("nightly");
            assertThat(scan.state()).isEqualTo(ScanState.SCAN_STATE_RUNNING);
            List<ScanSegmentRow> segments = store.read(t -> t.scans().segments(id));
            assertThat(segments).extracting(ScanSegmentRow::segment)
                    .containsExactly("corp", "dmz");
        }
    }

    @Test
    void secondOpeningNamesTheDirectory(@TempDir Path directory) {
        try (Store store = Store.open(directory)) {
            assertThat(store.generation()).isEqualTo(1);
            assertThatThrownBy(() -> Store.open(directory))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("another process has it open");
        }
    }

    @Test
    void workThatThrowsIsUndoneAlone() {
        try (Store store = Store.inMemory()) {
            List<CompletableFuture<?>> writes = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                String name = "s" + i;
                boolean fails = i == 4;
                writes.add(store.write(Lane.BULK, tables -> {
                    SegmentRow segment = tables.segments().findOrCreate(name, "default");
                    if (fails) {
                        throw new IllegalStateException("no");
                    }
                    return segment;
                }));
            }

            assertThat(writes.get(4)).failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat().withCauseInstanceOf(IllegalStateException.class);
            writes.get(9).join();
            List<SegmentRow> segments = store.read(t -> t.segments().list());
            assertThat(segments).hasSize(9);
        }
    }

    @Test
    void acknowledgedWritesSurviveAHalt(@TempDir Path directory) {
        Store store = Store.open(directory);
        long id = Rows.scan(store, "kept", "local");
        store.halt();

        try (Store again = Store.open(directory)) {
            assertThat(again.<Optional<ScanRow>>read(t -> t.scans().byId(id))).isPresent();
        }
    }

    @Test
    void writeAfterCloseIsRefused() {
        Store store = Store.inMemory();
        store.close();

        assertThatThrownBy(() -> store.write(Lane.CONTROL, Tables::nowMs)).isInstanceOf(StoreException.class);
    }

    @Test
    void unitMovesOnlyFromWhereItWasThoughtToBe() {
        try (Store store = Store.inMemory()) {
            long scan = Rows.scan(store, "moves", "local");
            UnitKey key = new UnitKey(scan, 1, 7);
            UnitRow leased = Rows.leased(key, new Epoch(1, 1), "agent-1");
            store.write(Lane.CONTROL, t -> {
                        t.units().leaseFirst(List.of(leased), List.of(new NextPosition(scan, 1, 1)));
                        return null;
                    })
                    .join();

            UnitRow again = Rows.leased(key, new Epoch(1, 2), "agent-2");
            assertThat(store.write(Lane.CONTROL, t -> t.units().lease(again, UnitState.PENDING, new Epoch(1, 1)))
                            .join())
                    .isFalse();
            assertThat(store.write(Lane.CONTROL, t -> t.units().lease(again, UnitState.LEASED, new Epoch(1, 1)))
                            .join())
                    .isTrue();
            Optional<UnitRow> row = store.read(t -> t.units().byKey(key));
            assertThat(row).contains(again);
            List<UnitRow> open = store.read(t -> t.units().open(scan));
            assertThat(open).containsExactly(again);
            assertThat(store.read(t -> t.scans().segments(scan)).getFirst().nextPosition())
                    .isEqualTo(1);
        }
    }
}
