package dev.scanctl.coordinator.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Gives the disk back what a store's file no longer needs, such as after results were pruned. Only while nobody uses it: H2
 * writes all that is left into another file, which then takes its place.
 */
public final class FreeSpace {
    private FreeSpace() {}

    /** What a file's writing anew came to. */
    public record Shrunk(long bytesBefore, long bytesNow) {}

    /** Gives back what is unused of the store in a directory, however long that takes; {@link StoreException} if it cannot be. */
    public static Shrunk giveBack(Path directory) {
        Path file = directory.resolve(Store.FILE);
        if (!Files.exists(file)) {
            throw new StoreException("There is no store in " + directory + ".", null);
        }
        try (DirectoryLock _ = DirectoryLock.hold(directory)) {
            return giveBack(Database.source(directory, ""), file);
        } catch (SQLException e) {
            throw new StoreException("The store in " + directory + " cannot be written anew: " + Database.firstLine(e), e);
        } catch (IOException e) {
            throw new StoreException("The store in " + directory + " cannot be written anew: " + e, e);
        }
    }

    /** Whether the next start gives space back. Reads a few numbers. */
    static boolean isDue(Connection store) throws SQLException {
        try (Statement statement = store.createStatement();
                ResultSet answer = statement.executeQuery(Space.QUERY)) {
            return Space.of(answer).shrinks();
        }
    }

    /** Opens the store, which nobody else has open, and closes it smaller. */
    static Shrunk giveBack(DataSource source, Path file) throws SQLException, IOException {
        long before = Files.size(file);
        try (Connection store = source.getConnection();
                Statement statement = store.createStatement()) {
            statement.execute("SHUTDOWN COMPACT");
        }
        return new Shrunk(before, Files.size(file));
    }
}
