package dev.scanctl.coordinator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeSpaceTest {
    private static final int SCANS = 6;

    @TempDir
    Path data;

    private static void update(Store store, String sql, int scan) {
        store.write(Lane.BULK, tables -> tables.sql().update(sql, scan)).join();
    }

    /** Several megabytes, of which one scan's are left. */
    private void mostlyUnused() {
        Store full = Store.open(data);
        for (int scan = 0; scan < SCANS; scan++) {
            update(full, "INSERT INTO remark SELECT ?, 1, x, 1, X'04', X'04', 1, 1, SECURE_RAND(400) FROM SYSTEM_RANGE(1, 4000)", scan);
        }
        for (int scan = 1; scan < SCANS; scan++) {
            update(full, "DELETE FROM remark WHERE scan_id = ?", scan);
        }
        full.halt();
    }

    private long size() throws IOException {
        return Files.size(data.resolve(Store.FILE));
    }

    @Test
    void fileIsAsSmallAsWhatIsInItAndNothingElseIsLost() throws IOException {
        mostlyUnused();
        long before = size();

        FreeSpace.Shrunk shrunk = FreeSpace.giveBack(data);

        assertThat(shrunk).isEqualTo(new FreeSpace.Shrunk(before, size()));
        assertThat(size()).isLessThan(before / 2);
        try (Store store = Store.open(data)) {
            assertThat(store.<Integer>read(tables -> tables.remarks().totals(0, 1).size())).isEqualTo(1);
            assertThat(store.<Integer>read(tables -> tables.remarks().totals(1, 1).size())).isZero();
        }
    }

    @Test
    void fileThatIsInUseIsLeftAlone() throws IOException {
        mostlyUnused();
        try (Store open = Store.open(data)) {
            long before = size();
            assertThatThrownBy(() -> FreeSpace.giveBack(data))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(data.toString());
            assertThat(size()).isEqualTo(before);
            assertThat(open.generation()).isPositive();
        }
    }

    @Test
    void whereThereIsNoStoreNoneIsMade() {
        assertThatThrownBy(() -> FreeSpace.giveBack(data)).hasMessageContaining("There is no store in " + data);
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void aStartWritesOnlySmallFilesAnew() {
        Space small = new Space(500L << 20, 17);
        Space large = new Space(4_800L << 20, 17);

        assertThat(small.shrinks()).isTrue();
        assertThat(large.shrinks()).isFalse();
        assertThat(large.isWasteful()).isTrue();
        assertThat(new Space(500L << 20, 60).isWasteful()).isFalse();
        assertThat(new Space(1L << 20, 1).isWasteful()).isFalse();
    }
}
