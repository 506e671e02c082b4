package dev.scanctl.coordinator.store;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcDataSource;

/**
 * Brings the store of a data directory up to date before it is opened. H2 commits before and after each statement that changes tables, so a
 * migration that is killed half-way could not be run again on the file itself: it runs on a copy, which takes the file's
 * place when it is done. A store that needs none, or that a newer version wrote, is only read.
 */
final class Upgrade {
    private static final System.Logger LOG = System.getLogger(Upgrade.class.getName());
    /** Below the data directory; what stands there when nobody migrates is of one that was killed. */
    static final String PLACE = "migrate.tmp";

    private final Path data;

    /** @param data absolute; whoever made it holds its lock */
    Upgrade(Path data) {
        this.data = data;
    }

    /** A {@link StoreException} with a sentence if it cannot be; the store is then as it was. */
    void run() throws SQLException {
        try {
            Path place = data.resolve(PLACE);
            clear(place);
            Need need = need();
            if (need.migration()) {
                StoreFile.ownersOnly(Files.createDirectory(place));
                migrated(place);
                clear(place);
            }
            if (need.space()) {
                FreeSpace.Shrunk shrunk = FreeSpace.giveBack(Database.source(data, ""), file());
                LOG.log(Level.INFO, "The store''s file was {0} MB, most of it unused, and is {1} MB now.",
                        shrunk.bytesBefore() >> 20, shrunk.bytesNow() >> 20);
            }
        } catch (IOException e) {
            throw new StoreException("The store in " + data + " cannot be brought up to date: " + e, e);
        }
    }

    /** What is to be done before it can be used. */
    private record Need(boolean migration, boolean space) {}

    private Path file() {
        return data.resolve(Store.FILE);
    }

    private Need need() throws SQLException, IOException {
        if (!Files.exists(file())) {
            return new Need(true, false);
        }
        JdbcDataSource source = Database.source(data, ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r");
        // Held, or each question of the migration library would open the file anew.
        try (Connection held = source.getConnection()) {
            return new Need(Schema.needsMigration(source, data.toString()), FreeSpace.isDue(held));
        }
    }

    private void migrated(Path place) throws IOException, SQLException {
        Path copy = place.resolve(Store.FILE);
        if (Files.exists(file())) {
            Files.copy(file(), copy);
        }
        JdbcDataSource source = Database.source(place, "");
        try (Connection _ = source.getConnection()) {
            Schema.bringUpToDate(source, data.toString());
        }
        StoreFile.moveIn(copy, data);
    }

    private static void clear(Path place) throws IOException {
        if (!Files.exists(place)) {
            return;
        }
        try (Stream<Path> files = Files.list(place)) {
            List<Path> left = files.toList();
            for (Path file : left) {
                Files.delete(file);
            }
        }
        Files.delete(place);
    }
}
