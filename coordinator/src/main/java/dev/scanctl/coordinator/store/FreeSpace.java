package dev.scanctl.coordinator.store;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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
final class FreeSpace {
    private static final Logger LOG = System.getLogger(FreeSpace.class.getName());

    private FreeSpace() {}

    /** Whether most of a large file is unused. Reads a few numbers. */
    static boolean isMost(Connection store) throws SQLException {
        try (Statement statement = store.createStatement();
                ResultSet answer = statement.executeQuery(Space.QUERY)) {
            return Space.of(answer).shrinks();
        }
    }

    /** Opens the store, which nobody else has open, and closes it smaller. */
    static void giveBack(DataSource source, Path file) throws SQLException, IOException {
        long before = Files.size(file);
        LOG.log(Level.INFO, "Most of the store''s file of {0} MB is unused and is given back before the start,"
                + " some five seconds for each 100 MB that are in use.", before >> 20);
        try (Connection store = source.getConnection();
                Statement statement = store.createStatement()) {
            statement.execute("SHUTDOWN COMPACT");
        }
        LOG.log(Level.INFO, "The store''s file was {0} MB and is {1} MB now.",
                before >> 20, Files.size(file) >> 20);
    }
}
