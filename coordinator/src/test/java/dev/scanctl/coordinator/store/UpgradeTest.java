package dev.scanctl.coordinator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.scanctl.coordinator.store.copy.StoreCopy;
import dev.scanctl.coordinator.store.row.SegmentRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores of other versions: a newer one stays as it is, an older one is brought up to date whatever happens on the way. */
@SuppressWarnings("NullAway.Init") // set by JUnit
class UpgradeTest {
    /** A migration that an older version ended with. */
    private static final String OLD = "3";

    @TempDir
    static Path shared;

    @TempDir
    Path data;

    /** Held, or its level would be forgotten: that migrations fail is no news here. */
    private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

    @BeforeAll
    static void makeAnOldStore() throws SQLException {
        FLYWAY.setLevel(Level.OFF);
        JdbcDataSource source = source(shared);
        Flyway.configure().dataSource(source).target(OLD).load().migrate();
        try (Connection old = source.getConnection();
                Statement statement = old.createStatement()) {
            statement.execute("INSERT INTO segment (id, name, space, created_ms) VALUES (1, 'dmz', 'default', 0)");
            statement.execute("CREATE TABLE filler (id BIGINT PRIMARY KEY, text VARCHAR(1000))");
            statement.execute("INSERT INTO filler SELECT x, REPEAT('x', 1000) FROM SYSTEM_RANGE(1, 5000)");
        }
    }

    private static JdbcDataSource source(Path directory) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + directory.resolve(Database.NAME));
        source.setUser("sa");
        source.setPassword("");
        return source;
    }

    private void old() throws IOException {
        Files.copy(shared.resolve(Store.FILE), data.resolve(Store.FILE));
    }

    private void opensUpToDate() throws IOException {
        try (Store store = Store.open(data)) {
            List<SegmentRow> segments = store.read(tables -> tables.segments().list());
            assertThat(segments).hasSize(1);
            assertThat(store.<Boolean>read(tables -> tables.pruned().all().isEmpty())).isTrue();
        }
        try (StoreCopy copy = StoreCopy.openUntouched(data)) {
            assertThat(copy.schemaVersion()).isGreaterThan(9);
        }
        // H2 tells the store opened next of any connection in this process that was garbage: of those that were killed, for one.
        Files.deleteIfExists(data.resolve("scanctl.trace.db"));
        try (Stream<Path> files = Files.list(data)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder(Store.FILE, "scanctl.lock");
        }
    }

    @Test
    void oldStoreIsBroughtUpToDate() throws IOException {
        old();

        opensUpToDate();
    }

    @Test
    void hostsOfScansThatTimelinesHaveAreReadAgain() throws SQLException {
        JdbcDataSource source = source(data);
        Flyway.configure().dataSource(source).target("12").load().migrate();
        try (Connection old = source.getConnection();
                Statement statement = old.createStatement()) {
            statement.execute("SET REFERENTIAL_INTEGRITY FALSE");
            statement.execute("INSERT INTO scan_segment SELECT x, 1, 0, 0, 0, 0, X'', 0, 0 FROM SYSTEM_RANGE(1, 2)");
            statement.execute("INSERT INTO timeline_backlog VALUES (2, 1, 77)");
        }

        try (Store store = Store.open(data)) {
            List<String> backlog = store.read(tables -> tables.sql().list(
                    "SELECT scan_id, next_unit, timelines FROM timeline_backlog ORDER BY scan_id",
                    row -> row.getLong(1) + " from " + row.getLong(2) + " " + row.getBoolean(3)));
            assertThat(backlog).containsExactly("1 from 0 false", "2 from 0 true");
        }
    }

    @Test
    void newerStoreIsRefusedUntouchedAndBothVersionsAreNamed() throws Exception {
        Store.open(data).close();
        try (Connection newer = source(data).getConnection();
                Statement statement = newer.createStatement()) {
            statement.execute("INSERT INTO \"flyway_schema_history\" SELECT 9999, '999', 'later', 'SQL', 'V999__later.sql', 1,"
                    + " 'sa', CURRENT_TIMESTAMP, 1, TRUE");
        }
        int known = version(Files.createDirectory(data.resolve("fresh")));
        byte[] before = Files.readAllBytes(data.resolve(Store.FILE));

        assertThatThrownBy(() -> Store.open(data))
                .isInstanceOf(StoreException.class)
                .hasMessage("The store in " + data + " has the schema 999, which a newer version of this program made;"
                        + " this one knows schemas up to " + known + ": use that version.");

        assertThat(Files.readAllBytes(data.resolve(Store.FILE))).isEqualTo(before);
    }

    /** Of a store that this program makes there. */
    private static int version(Path directory) {
        Store.open(directory).close();
        try (StoreCopy copy = StoreCopy.openUntouched(directory)) {
            return copy.schemaVersion();
        }
    }

    @Test
    void migrationKilledAfterAnyStatementIsRunAgain() throws IOException {
        int killed = 0;
        for (boolean more = true; more; killed++) {
            Files.deleteIfExists(data.resolve(Store.FILE));
            old();
            more = killedAfter(killed);
            assertThat(Files.mismatch(shared.resolve(Store.FILE), data.resolve(Store.FILE))).isEqualTo(-1);

            opensUpToDate();
        }
        assertThat(killed).isGreaterThan(10);
    }

    /** Leaves what a kill leaves after so many statements; false if there were not so many. */
    private boolean killedAfter(int statements) throws IOException {
        Path place = Files.createDirectories(data.resolve(Upgrade.PLACE));
        Files.copy(data.resolve(Store.FILE), place.resolve(Store.FILE));
        JdbcDataSource source = source(place);
        try (Connection anchor = source.getConnection();
                Statement end = anchor.createStatement()) {
            boolean whole = migrates(source, new Killing(statements));
            end.execute("SHUTDOWN IMMEDIATELY");
            return !whole;
        } catch (SQLException e) {
            return true;
        }
    }

    private static boolean migrates(JdbcDataSource source, Killing killing) {
        FLYWAY.setLevel(Level.OFF);
        try {
            Schema.configuration().dataSource(source).callbacks(killing).load().migrate();
            return true;
        } catch (FlywayException killed) {
            return false;
        }
    }

    /** Throws after some statements. */
    private static final class Killing implements Callback {
        private int left;

        Killing(int left) {
            this.left = left;
        }

        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.AFTER_EACH_MIGRATE_STATEMENT;
        }

        @Override
        public boolean canHandleInTransaction(Event event, Context context) {
            return true;
        }

        @Override
        public void handle(Event event, Context context) {
            if (left-- == 0) {
                throw new IllegalStateException("killed");
            }
        }

        @Override
        public String getCallbackName() {
            return "killing";
        }
    }

    @Test
    void processKilledWhileItMigratesLeavesAStoreThatOpens() throws Exception {
        for (int after : new int[] {50, 300, 450, 600, 750, 900}) {
            Files.deleteIfExists(data.resolve(Store.FILE));
            old();
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                            OpeningProcess.class.getName(), data.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.waitFor(Duration.ofMillis(after).toMillis(), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();

            opensUpToDate();
        }
    }

    @Test
    void fileThatIsMostlyUnusedIsSmallerAfterTheNextStart() throws IOException {
        Store full = Store.open(data);
        for (int i = 0; i < 10; i++) {
            update(full, "INSERT INTO remark SELECT ?, 1, x, 1, X'04', X'04', 1, 1, SECURE_RAND(400) FROM SYSTEM_RANGE(1, 20000)", i);
        }
        for (int i = 0; i < 9; i++) {
            update(full, "DELETE FROM remark WHERE scan_id = ?", i);
        }
        Space space = full.read(Space::of);
        assertThat(space.shrinks()).isTrue();
        assertThat(space.fileBytes()).isGreaterThan(64 << 20);
        full.halt();
        long before = Files.size(data.resolve(Store.FILE));
        assertThat(before).isGreaterThan(64 << 20);

        Store.open(data).close();

        assertThat(Files.size(data.resolve(Store.FILE))).isLessThan(before / 4);
        assertThat(before - Files.size(data.resolve(Store.FILE))).isCloseTo(space.unusedBytes(), withinPercentage(25));
        try (Store store = Store.open(data)) {
            assertThat(store.<Integer>read(tables -> tables.remarks().totals(9, 1).size())).isEqualTo(1);
            assertThat(store.read(Space::of).shrinks()).isFalse();
        }
    }

    private static void update(Store store, String sql, int scan) {
        store.write(Lane.BULK, tables -> tables.sql().update(sql, scan)).join();
    }

    @Test
    void storeThatIsUpToDateKeepsItsFile() throws IOException {
        Store.open(data).close();
        Object before = fileKey();

        Store.open(data).close();

        assertThat(fileKey()).isEqualTo(before);
    }

    private Object fileKey() throws IOException {
        return Files.readAttributes(data.resolve(Store.FILE), BasicFileAttributes.class).fileKey();
    }
}
