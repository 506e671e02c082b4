package dev.scanctl.coordinator.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;

/** The database file (or memory) behind a store: how it is opened and what its errors mean. */
final class Database implements AutoCloseable {
    /** The file's name in the data directory, without the ending that H2 adds. */
    static final String NAME = "scanctl";
    /**
     * Every commit reaches the file at once, and the disk before it is acknowledged: so space that became free need not wait
     * for more than five seconds, rather than H2's 45, until it is used again. Results of queries are never reused: 2.4.240
     * may reuse those from before a change of the same transaction. The file is closed by us, not by a shutdown hook.
     */
    static final String SETTINGS = ";WRITE_DELAY=0;RETENTION_TIME=5000;OPTIMIZE_REUSE_RESULTS=0;DB_CLOSE_ON_EXIT=FALSE";

    private final JdbcDataSource source = new JdbcDataSource();
    private final String place;
    private final @Nullable DirectoryLock lock;
    /** Keeps the database open from the first connection to close(). */
    private final Connection anchor;

    private Database(String url, String place, @Nullable DirectoryLock lock) {
        this.place = place;
        this.lock = lock;
        source.setURL(url + SETTINGS);
        source.setUser("sa");
        source.setPassword("");
        this.anchor = opened();
    }

    private Connection opened() {
        try {
            Connection first = connect();
            try {
                if (lock == null) {
                    Schema.bringUpToDate(source, place);
                }
                return first;
            } catch (RuntimeException e) {
                close(first);
                throw e;
            }
        } catch (RuntimeException e) {
            unlock();
            throw e;
        }
    }

    static Database file(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        if (absolute.toString().indexOf(';') >= 0) {
            throw new StoreException("The data directory's name must not contain a semicolon: " + absolute, null);
        }
        try {
            Files.createDirectories(absolute);
        } catch (IOException e) {
            throw new StoreException("The data directory " + absolute + " cannot be made: " + e.getMessage(), e);
        }
        DirectoryLock lock = DirectoryLock.hold(absolute);
        try {
            new Upgrade(absolute).run();
        } catch (SQLException e) {
            lock.close();
            throw new StoreException(sentence(e, absolute.toString()), e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
        return new Database("jdbc:h2:file:" + absolute.resolve(NAME), absolute.toString(), lock);
    }

    /** The file of a store in a directory, for connections of one's own. */
    static JdbcDataSource source(Path directory, String settings) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + directory.resolve(NAME) + SETTINGS + settings);
        source.setUser("sa");
        source.setPassword("");
        return source;
    }

    static Database memory() {
        return new Database("jdbc:h2:mem:" + UUID.randomUUID(), "memory", null);
    }

    /** A connection of one's own, without auto-commit; the caller closes it. */
    Connection connect() {
        try {
            Connection connection = source.getConnection();
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            throw new StoreException(sentence(e, place), e);
        }
    }

    private static String sentence(SQLException e, String place) {
        return switch (e.getErrorCode()) {
            case ErrorCode.DATABASE_ALREADY_OPEN_1 -> DirectoryLock.inUse(place);
            case ErrorCode.FILE_VERSION_ERROR_1, ErrorCode.FILE_CORRUPTED_1 ->
                "The store in " + place + " cannot be read; it is damaged or was written by another version.";
            default -> "The store in " + place + " cannot be opened: " + firstLine(e);
        };
    }

    /** What went wrong, without the statement that the driver appends. */
    static String firstLine(SQLException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf("; SQL statement:");
        return (end < 0 ? message : message.substring(0, end)).lines().findFirst().orElse("no message");
    }

    /** Copies the file as it is at one moment, compressed, while others go on reading and writing. */
    void backUpTo(Path archive) {
        try (Connection connection = source.getConnection();
                PreparedStatement backup = connection.prepareStatement("BACKUP TO ?")) {
            backup.setString(1, archive.toString());
            backup.execute();
        } catch (SQLException e) {
            throw new StoreException("The store in " + place + " cannot be copied: " + firstLine(e), e);
        }
    }

    private void unlock() {
        if (lock != null) {
            lock.close();
        }
    }

    /** Stops without writing anything more. */
    void halt() {
        try (Statement statement = anchor.createStatement()) {
            statement.execute("SHUTDOWN IMMEDIATELY");
        } catch (SQLException e) {
            // It is shut down all the same: the connection it ran on goes with it.
        } finally {
            unlock();
        }
    }

    @Override
    public void close() {
        try {
            close(anchor);
        } finally {
            unlock();
        }
    }

    private void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new StoreException("The store in " + place + " did not close cleanly: " + firstLine(e), e);
        }
    }
}
