package dev.scanctl.coordinator.store.copy;

import dev.scanctl.coordinator.store.Schema;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.StoreException;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.proto.v1.ScanState;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.jdbcx.JdbcDataSource;

/** The file of a store in a directory of its own, open as it is: no migration runs. */
public final class StoreCopy implements AutoCloseable {
    private static final int RUNNING = ScanState.SCAN_STATE_RUNNING_VALUE;
    private static final int PAUSED = ScanState.SCAN_STATE_PAUSED_VALUE;
    private static final Pattern ENDING = Pattern.compile("\\.mv\\.db$");

    /** Rows are read one by one, however many there are; what was open at the copy's moment is rolled back. */
    private static final String SETTINGS = ";IFEXISTS=TRUE;DB_CLOSE_ON_EXIT=FALSE;LAZY_QUERY_EXECUTION=TRUE";

    private final Path directory;
    private final JdbcDataSource source;
    private final Connection connection;

    private StoreCopy(Path directory, JdbcDataSource source) throws SQLException {
        this.directory = directory;
        this.source = source;
        this.connection = source.getConnection();
    }

    /** Opens {@link Store#FILE} in the directory, or throws a {@link StoreException} if it is no store. */
    public static StoreCopy open(Path directory) {
        return opened(directory, "");
    }

    /** The same without a change of the file. */
    public static StoreCopy openUntouched(Path directory) {
        return opened(directory, ";ACCESS_MODE_DATA=r");
    }

    private static StoreCopy opened(Path directory, String mode) {
        Matcher name = ENDING.matcher(directory.toAbsolutePath().resolve(Store.FILE).toString());
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + name.replaceFirst("") + SETTINGS + mode);
        source.setUser("sa");
        source.setPassword("");
        try {
            return new StoreCopy(directory, source);
        } catch (SQLException e) {
            throw unreadable(directory, e);
        }
    }

    private static StoreException unreadable(Path directory, SQLException e) {
        return new StoreException(
                "the store in " + directory + " cannot be read: " + String.valueOf(e.getMessage()).lines().findFirst().orElse("?"), e);
    }

    /** Work on the connection; what H2 throws names the directory. */
    private <T> T ask(Question<T> question) {
        try {
            return question.of(connection);
        } catch (SQLException e) {
            throw unreadable(directory, e);
        }
    }

    /** A question to the copy. */
    private interface Question<T> {
        T of(Connection connection) throws SQLException;
    }

    /** Number of the newest migration that made its tables. */
    public int schemaVersion() {
        return number("SELECT MAX(CAST(\"version\" AS INTEGER)) FROM \"flyway_schema_history\" WHERE \"success\"");
    }

    /** The prefix of its epochs. */
    public int generation() {
        return number("SELECT generation FROM store_meta WHERE id = 1");
    }

    private int number(String query) {
        return ask(on -> {
            try (Statement statement = on.createStatement();
                    ResultSet row = statement.executeQuery(query)) {
                row.next();
                return row.getInt(1);
            }
        });
    }

    /** Throws a {@link StoreException} that names both versions if this program does not know its schema. */
    public void refuseNewer(String name) {
        Schema.refuseNewer(source, name);
    }

    /**
     * Makes it a store to go on with: epochs begin with this generation from now on, no unit is leased to anybody, and the
     * scans that ran are paused, since much may have been decided after the copy was made. All of it or nothing.
     *
     * @return the scans that were paused, by number
     */
    public List<Long> succeed(int generation) {
        return ask(on -> {
            on.setAutoCommit(false);
            List<Long> running = list(on, "SELECT id FROM scan WHERE state = " + RUNNING + " ORDER BY id");
            update(on, "UPDATE scan SET state = ? WHERE state = ?", PAUSED, RUNNING);
            update(on, "UPDATE unit SET state = ? WHERE state = ?", UnitState.PENDING.number(), UnitState.LEASED.number());
            update(on, "UPDATE store_meta SET generation = ? WHERE id = ?", generation, 1);
            on.commit();
            on.setAutoCommit(true);
            return running;
        });
    }

    private static void update(Connection on, String sql, int first, int second) throws SQLException {
        try (PreparedStatement statement = on.prepareStatement(sql)) {
            statement.setInt(1, first);
            statement.setInt(2, second);
            statement.executeUpdate();
        }
    }

    private static List<Long> list(Connection on, String query) throws SQLException {
        List<Long> numbers = new ArrayList<>();
        try (Statement statement = on.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                numbers.add(row.getLong(1));
            }
        }
        return numbers;
    }

    /** Every table by its name. Reads all of the store. */
    public Map<String, TableDigest> digests() {
        return ask(on -> {
            Map<String, TableDigest> digests = new TreeMap<>();
            for (String table : tables(on)) {
                digests.put(table, TableDigest.of(on, table));
            }
            return digests;
        });
    }

    private static List<String> tables(Connection on) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = on.createStatement();
                ResultSet row = statement.executeQuery("SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES"
                        + " WHERE TABLE_SCHEMA = 'PUBLIC' AND TABLE_TYPE = 'BASE TABLE' ORDER BY TABLE_NAME")) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        return names;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw unreadable(directory, e);
        }
    }
}
