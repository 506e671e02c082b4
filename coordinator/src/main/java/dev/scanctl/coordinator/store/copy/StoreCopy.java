package dev.scanctl.coordinator.store.copy;

import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file of a store in a directory of its own, open as it is: no migration runs. */
public final class StoreCopy implements AutoCloseable {
    private static final Pattern ENDING = Pattern.compile("\\.mv\\.db$");

    /** Rows are read one by one, however many there are; what was open at the copy's moment is rolled back. */
    private static final String SETTINGS = ";IFEXISTS=TRUE;DB_CLOSE_ON_EXIT=FALSE;LAZY_QUERY_EXECUTION=TRUE";

    private final Path directory;
    private final Connection connection;

    private StoreCopy(Path directory, Connection connection) {
        this.directory = directory;
        this.connection = connection;
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
        try {
            return new StoreCopy(
                    directory, DriverManager.getConnection("jdbc:h2:file:" + name.replaceFirst("") + SETTINGS + mode, "sa", ""));
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
