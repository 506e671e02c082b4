package dev.scanctl.coordinator.store;

import java.util.Arrays;
import java.util.Comparator;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Brings a store's schema up to date, or refuses one that a newer version wrote. */
public final class Schema {
    /** Held here, for the logging library forgets the level of a logger that nobody holds. */
    private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

    static {
        FLYWAY.setLevel(Level.SEVERE);
    }

    private Schema() {}

    static void bringUpToDate(DataSource source, String place) {
        try {
            Flyway flyway = flyway(source);
            refuseNewer(flyway, place);
            flyway.migrate();
        } catch (FlywayException e) {
            throw new StoreException("The schema of the store in " + place + " cannot be brought up to date: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("no message"), e);
        }
    }

    /** Whether migrations are to run; a {@link StoreException} if a newer version wrote the schema. Only reads. */
    static boolean needsMigration(DataSource source, String place) {
        try {
            Flyway flyway = flyway(source);
            refuseNewer(flyway, place);
            return flyway.info().pending().length > 0;
        } catch (FlywayException e) {
            throw new StoreException("The schema of the store in " + place + " cannot be read: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("no message"), e);
        }
    }

    /** Throws a {@link StoreException} that names both versions if this program does not know the store's. Only reads. */
    public static void refuseNewer(DataSource source, String place) {
        refuseNewer(flyway(source), place);
    }

    private static Flyway flyway(DataSource source) {
        return configuration().dataSource(source).load();
    }

    /** All migrations: those in SQL, and those that SQL alone cannot make. */
    static FluentConfiguration configuration() {
        return Flyway.configure()
                .locations("classpath:db/migration")
                .javaMigrations(new DetailsBesideRuns())
                .loggers("auto");
    }

    private static void refuseNewer(Flyway flyway, String place) {
        MigrationInfo[] all = flyway.info().all();
        if (Arrays.stream(all).anyMatch(Schema::unknownHere)) {
            throw new StoreException(
                    "The store in " + place + " has the schema " + newest(all, true)
                            + ", which a newer version of this program made; this one knows schemas up to "
                            + newest(all, false) + ": use that version.",
                    null);
        }
    }

    private static boolean unknownHere(MigrationInfo migration) {
        return migration.getState().name().startsWith("FUTURE");
    }

    private static String newest(MigrationInfo[] all, boolean unknown) {
        return Arrays.stream(all)
                .filter(migration -> unknownHere(migration) == unknown)
                .map(MigrationInfo::getVersion)
                .max(Comparator.naturalOrder())
                .map(MigrationVersion::toString)
                .orElse("0");
    }
}
