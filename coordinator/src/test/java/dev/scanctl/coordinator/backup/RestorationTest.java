package dev.scanctl.coordinator.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scanctl.coordinator.audit.AuditEntry;
import dev.scanctl.coordinator.audit.AuditLog;
import dev.scanctl.coordinator.ingest.Effect;
import dev.scanctl.coordinator.ingest.Ingest;
import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.ingest.TestScan;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.UnitShape;
import dev.scanctl.coordinator.store.Rows;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.row.ScanHead;
import dev.scanctl.coordinator.store.row.ScanRow;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Epoch;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes after a restore, and what stays of what was before. */
@SuppressWarnings("NullAway.Init") // set by JUnit
class RestorationTest {
    @TempDir
    Path directory;

    Path data;
    Path file;

    @BeforeEach
    void name() {
        data = directory.resolve("data");
        file = directory.resolve("one.backup");
    }

    private void make(Store store) throws Exception {
        try (OutputStream out = Files.newOutputStream(file)) {
            new Backups(store, Optional.empty(), Optional.of(data), Clock.systemUTC()).write(out);
        }
    }

    private Restored restore(boolean replace) throws Exception {
        return new Restoration(data, replace, Clock.systemUTC()).restore(file);
    }

    private static TestScan scan(Store store) {
        AddressSet targets = AddressSet.of(AddressRange.ofPrefix(Address.parse("10.0.0.0"), 24));
        PortSet ports = PortSet.of(new PortRange(1, 1_000));
        UnitShape shape = new UnitShape(16_384, 1_000, 4_096, 32);
        return TestScan.submit(store, "walls", "dmz", Plan.of(targets, ports, PortSet.EMPTY, shape, 1));
    }

    private static ScanRow row(Store store, long id) {
        return store.read(t -> t.scans().byId(id)).orElseThrow();
    }

    @Test
    void leaseOfBeforeIsNeverTakenForOneOfAfter() throws Exception {
        TestScan scan;
        Epoch before;
        try (Store store = Store.open(data)) {
            scan = scan(store);
            before = scan.lease(0);
            make(store);
        }

        Restored restored = restore(true);

        assertThat(restored.paused()).containsExactly(scan.id());
        try (Store store = Store.open(data)) {
            TestScan after = scan.in(store);
            assertThat(store.generation()).isEqualTo(restored.generation()).isGreaterThan(1);
            assertThat(after.row(0).orElseThrow().state()).isEqualTo(UnitState.PENDING);
            assertThat(row(store, scan.id()).state())
                    .isEqualTo(ScanState.SCAN_STATE_PAUSED);

            Epoch next = after.lease(0);
            assertThat(next.generation()).isEqualTo(restored.generation());
            assertThat(next).isGreaterThan(before);

            Ingest ingest = new Ingest(store, new StoredPlans());
            var late = after.result(0, before, (_, _) -> TestScan.CLOSED).build();
            assertThat(ingest.apply(TestScan.AGENT, scan.segmentId(), late, 0).join().effect()).isEqualTo(Effect.NONE);
        }
    }

    @Test
    void sameBackupTwiceGivesAnotherGeneration() throws Exception {
        try (Store store = Store.open(data)) {
            make(store);
        }

        int first = restore(true).generation();
        int second = restore(true).generation();

        assertThat(second).isGreaterThan(first);
    }

    @Test
    void generationIsAboveTheTimeTheBackupAndTheReplacedStore() {
        Instant hour = Instant.parse("2026-01-01T01:00:00Z");

        assertThat(Generations.next(1, 0, hour)).isEqualTo(60);
        assertThat(Generations.next(70, 0, hour)).isEqualTo(71);
        assertThat(Generations.next(70, 99, hour)).isEqualTo(100);
        assertThat(Generations.next(1, 0, Instant.EPOCH)).isEqualTo(2);
        assertThat(Generations.next(1, 0, Instant.parse("2200-01-01T00:00:00Z"))).isLessThan(1 << 24);
    }

    @Test
    void storeThatIsThereStaysUnlessItIsToBeReplacedAndIsKeptThen() throws Exception {
        try (Store store = Store.open(data)) {
            Rows.scan(store, "first", "dmz");
            make(store);
            Rows.scan(store, "second", "dmz");
        }
        byte[] before = Files.readAllBytes(data.resolve(Store.FILE));

        assertThatThrownBy(() -> restore(false))
                .isInstanceOf(RestoreRefused.class)
                .hasMessageContaining("there is a store in " + data)
                .hasMessageContaining("--replace");
        assertThat(Files.readAllBytes(data.resolve(Store.FILE))).isEqualTo(before);

        Path kept = restore(true).kept().orElseThrow();
        assertThat(Files.readAllBytes(kept)).isEqualTo(before);
        try (Store store = Store.open(data)) {
            List<ScanHead> scans = store.read(t -> t.scans().heads());
            assertThat(scans).extracting(ScanHead::name).containsExactly("first");
        }
    }

    @Test
    void liveCoordinatorsDirectoryIsRefused() throws Exception {
        try (Store store = Store.open(data)) {
            make(store);

            assertThatThrownBy(() -> restore(true))
                    .isInstanceOf(RestoreRefused.class)
                    .hasMessageContaining("in use: another process has it open");
            assertThat(Rows.scan(store, "goes on", "dmz")).isEqualTo(1);
        }
    }

    @Test
    void emptyDirectoryNeedsNoWordAndGetsTheAuditLog() throws Exception {
        try (Store store = Store.open(data)) {
            Path log = data.resolve(AuditLog.FILE);
            try (AuditLog audit = AuditLog.open(log, Clock.systemUTC(), _ -> {});
                    OutputStream out = Files.newOutputStream(file)) {
                audit.start();
                audit.record(new AuditEntry("operator:a", "local", "ScanService/Submit",
                        AuditEntry.Event.ASKED, "one"));
                new Backups(store, Optional.of(audit), Optional.of(data), Clock.systemUTC()).write(out);
            }
        }
        data = directory.resolve("other");

        Restored restored = restore(false);

        assertThat(restored.kept()).isEmpty();
        assertThat(Files.readAllLines(data.resolve(AuditLog.FILE)))
                .satisfiesExactly(
                        first -> assertThat(first).contains("ScanService/Submit"),
                        second -> assertThat(second).contains("restore", "one.backup", "\"seq\":2"));
    }

    @Test
    void auditLogThatIsThereIsNeverPutBack() throws Exception {
        try (Store store = Store.open(data)) {
            make(store);
        }
        restore(true);
        restore(true);

        assertThat(Files.readAllLines(data.resolve(AuditLog.FILE))).hasSize(2);
    }

    @Test
    void killedBeforeTheRenameLeavesTheOldStoreAndTheNextTryGoesWell() throws Exception {
        try (Store store = Store.open(data)) {
            Rows.scan(store, "first", "dmz");
            make(store);
        }
        // What is there when it is killed right before its last step.
        Files.writeString(Files.createDirectory(data.resolve("restore.tmp")).resolve(Store.FILE), "half");
        Path second = Files.createLink(data.resolve("scanctl-kept-20260101T000000.000Z.mv.db"), data.resolve(Store.FILE));

        try (Store store = Store.open(data)) {
            assertThat(store.generation()).isEqualTo(1);
        }
        Restored restored = restore(true);

        assertThat(second).doesNotExist();
        assertThat(restored.kept()).isPresent();
        try (Stream<Path> files = Files.list(data)) {
            assertThat(files.map(one -> one.getFileName().toString()))
                    .doesNotContain("restore.tmp")
                    .filteredOn(name -> name.endsWith(".mv.db"))
                    .hasSize(2);
        }
    }

    @Test
    void damagedOneChangesNothing() throws Exception {
        try (Store store = Store.open(data)) {
            make(store);
        }
        byte[] before = Files.readAllBytes(data.resolve(Store.FILE));
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 3] ^= 4;
        Files.write(file, bytes);

        assertThatThrownBy(() -> restore(true)).isInstanceOf(BadBackup.class);

        assertThat(Files.readAllBytes(data.resolve(Store.FILE))).isEqualTo(before);
        assertThat(data.resolve(AuditLog.FILE)).doesNotExist();
    }
}
