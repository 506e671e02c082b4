package dev.scanctl.coordinator.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Rows;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.copy.StoreCopy;
import dev.scanctl.coordinator.store.copy.TableDigest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup is whole or is told from one that is. */
@SuppressWarnings("NullAway.Init") // set by JUnit
class BackupTest {
    @TempDir
    Path directory;

    Path data;
    Path file;

    @BeforeEach
    void name() {
        data = directory.resolve("data");
        file = directory.resolve("one.backup");
    }

    private Backups backups(Store store) throws IOException {
        return new Backups(store, Optional.empty(), Optional.of(data), Clock.systemUTC());
    }

    private void make(Store store) throws Exception {
        try (OutputStream out = Files.newOutputStream(file)) {
            backups(store).write(out);
        }
    }

    private Verification verified() throws Exception {
        return Verification.of(file);
    }

    private static TableDigest table(Verification found, String name) {
        return Objects.requireNonNull(found.tables().get(name), name);
    }

    @Test
    void holdsWhatWasCommittedWhileTheStoreGoesOn() throws Exception {
        try (Store store = Store.open(data)) {
            Rows.scan(store, "before", "dmz", "corp");
            make(store);
            Rows.scan(store, "after", "dmz");

            Verification found = verified();

            assertThat(table(found, "SCAN").rows()).isEqualTo(1);
            assertThat(table(found, "SCAN_SEGMENT").rows()).isEqualTo(2);
            assertThat(found.tables()).containsKeys("RUN", "UNIT", "flyway_schema_history");
            assertThat(Rows.scan(store, "later", "dmz")).isEqualTo(3);
        }
    }

    @Test
    void nothingIsLeftBesideItNorInTheDataDirectory() throws Exception {
        try (Store store = Store.open(data)) {
            make(store);
            verified();
        }
        try (Stream<Path> left = Files.list(directory);
                Stream<Path> inData = Files.list(data)) {
            assertThat(left).containsExactlyInAnyOrder(data, file);
            assertThat(inData.map(p -> p.getFileName().toString()))
                    .containsExactlyInAnyOrder(Store.FILE, "scanctl.lock");
        }
    }

    @Test
    void leftoversOfAKilledCoordinatorAreTakenAway() throws Exception {
        Path left = Files.createDirectories(data.resolve("backup.tmp"));
        Files.writeString(left.resolve("store.zip"), "half");

        try (Store store = Store.open(data)) {
            backups(store);
        }

        assertThat(left).doesNotExist();
    }

    @Test
    void eachByteThatIsCutOffShows() throws Exception {
        try (Store store = Store.open(data)) {
            make(store);
        }
        byte[] whole = Files.readAllBytes(file);
        for (int length : List.of(0, 1, whole.length / 3, whole.length / 2, whole.length - 1)) {
            Files.write(file, Arrays.copyOf(whole, length));

            assertThatThrownBy(this::verified)
                    .as("%s of %s bytes", length, whole.length)
                    .isInstanceOfSatisfying(BadBackup.class, e -> assertThat(e.fault()).isEqualTo(BadBackup.Fault.DAMAGED));
        }
    }

    @Test
    void changedBytesShow() throws Exception {
        try (Store store = Store.open(data)) {
            Rows.scan(store, "one", "dmz");
            make(store);
        }
        byte[] whole = Files.readAllBytes(file);
        int storeEnds = new String(whole, ISO_8859_1).indexOf("manifest.properties");
        for (int i = 1; i < 40; i++) {
            byte[] changed = whole.clone();
            changed[(int) ((long) storeEnds * i / 40)] ^= 0x20;
            Files.write(file, changed);

            assertThatThrownBy(this::verified).as("byte %s", storeEnds * i / 40).isInstanceOf(BadBackup.class);
        }
    }

    @Test
    void whatIsNoBackupIsNone() throws Exception {
        Files.writeString(file, "a letter");

        assertThatThrownBy(this::verified).isInstanceOf(BadBackup.class).hasMessageContaining("no backup");
    }

    @Test
    void newerFormatIsToldByItsVersion() {
        assertThatThrownBy(() -> Manifest.parse("format=2\nmade=2030-01-01T00:00:00Z\nprogram=9.1\n"))
                .isInstanceOfSatisfying(BadBackup.class, e -> assertThat(e.fault()).isEqualTo(BadBackup.Fault.NEWER))
                .hasMessage("it has the format 2, and this program reads up to 1: use the version that made it, 9.1");
    }

    @Test
    void secondBackupAtATimeIsRefused() throws Exception {
        try (Store store = Store.open(data)) {
            Backups backups = backups(store);
            CountDownLatch writing = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            CompletableFuture<Void> first = CompletableFuture.runAsync(() -> slow(backups, writing, goOn));
            writing.await();

            assertThatThrownBy(() -> backups.write(new ByteArrayOutputStream()))
                    .isInstanceOf(BackupRefused.class)
                    .hasMessageContaining("another backup is being made");
            goOn.countDown();
            first.join();
            backups.write(new ByteArrayOutputStream());
        }
    }

    private static void slow(Backups backups, CountDownLatch writing, CountDownLatch goOn) {
        try {
            backups.write(new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    writing.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
            });
        } catch (IOException | BackupRefused e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void storeInMemoryHasNothingToBackUp() throws Exception {
        try (Store store = Store.inMemory()) {
            Backups backups = new Backups(store, Optional.empty(), Optional.empty(), Clock.systemUTC());
            assertThatThrownBy(() -> backups.write(OutputStream.nullOutputStream())).isInstanceOf(BackupRefused.class);
        }
    }

    @Test
    void digestsTellStoresApartThatDifferInOneRow() throws Exception {
        try (Store store = Store.open(data)) {
            long id = Rows.scan(store, "one", "dmz");
            make(store);
            Verification before = verified();
            store.write(Lane.CONTROL, t -> t.scans().started(id)).join();
            make(store);

            Verification after = verified();

            assertThat(table(after, "SCAN").rows()).isEqualTo(table(before, "SCAN").rows());
            assertThat(table(after, "SCAN").sha256()).isNotEqualTo(table(before, "SCAN").sha256());
            assertThat(table(after, "SEGMENT")).isEqualTo(table(before, "SEGMENT"));
        }
    }

    @Test
    void lookThatIsToChangeNothingChangesNothing() throws Exception {
        try (Store store = Store.open(data)) {
            Rows.scan(store, "one", "dmz");
        }
        byte[] before = Files.readAllBytes(data.resolve(Store.FILE));

        try (StoreCopy copy = StoreCopy.openUntouched(data)) {
            assertThat(copy.generation()).isEqualTo(1);
            assertThat(copy.schemaVersion()).isGreaterThan(8);
        }

        assertThat(Files.readAllBytes(data.resolve(Store.FILE))).isEqualTo(before);
    }
}
