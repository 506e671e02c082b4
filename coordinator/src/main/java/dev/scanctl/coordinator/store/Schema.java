package dev.scanctl.coordinator.store;

import java.util.Arrays;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/** Brings a store's schema up to date, or refuses one that a newer version wrote. */
final class Schema {
    /** Held here, for the logging library forgets the level of a logger that nobody holds. */
    private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

    static {
        FLYWAY.setLevel(Level.SEVERE);
    }

    private Schema() {}

    static void bringUpToDate(DataSource source, String place) {
        try {
            Flyway flyway = Flyway.configure()
                    .dataSource(source)
                    .locations("classpath:db/migration")
                    .loggers("auto")
                    .load();
            refuseNewer(flyway.info().applied(), place);
            flyway.migrate();
        } catch (FlywayException e) {
            throw new StoreException("The schema of the store in " + place + " cannot be brought up to date: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("no message"), e);
        }
    }

    private static void refuseNewer(MigrationInfo[] applied, String place) {
        boolean newer = Arrays.stream(applied)
                .anyMatch(migration -> migration.getState().name().startsWith("FUTURE"));
        if (newer) {
            throw new StoreException(
                    "The store in " + place + " was written by a newer version of this program; use that version.",
                    null);
        }
    }
}
