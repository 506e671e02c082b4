package dev.scanctl.coordinator.store;

import java.sql.SQLException;

/**
 * The versions of a store's tables that H2 keeps: those that an open transaction may still ask for. What is replaced while an old
 * one is kept stays in memory, or in the file.
 *
 * @param oldest number of the oldest that is kept
 * @param current number of the newest
 */
public record KeptVersions(long oldest, long current) {
    private static final String OLDEST = "info.OLDEST_VERS_TO_KEEP";
    private static final String CURRENT = "info.CURRENT_VERSION";

    public static KeptVersions of(Store store) {
        return store.read(tables -> new KeptVersions(setting(tables, OLDEST), setting(tables, CURRENT)));
    }

    private static long setting(Tables tables, String name) throws SQLException {
        return tables.sql()
                .list(
                        "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME = ?",
                        row -> row.getLong(1),
                        name)
                .getFirst();
    }

    public long count() {
        return current - oldest;
    }
}
