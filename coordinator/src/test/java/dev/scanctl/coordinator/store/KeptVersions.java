package dev.scanctl.coordinator.store;

import java.util.HashMap;
import java.util.Map;

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
        Map<String, Long> settings = new HashMap<>();
        store.read(tables -> tables.sql().list(
                "SELECT SETTING_NAME, SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME IN (?, ?)",
                row -> settings.put(row.getString(1), row.getLong(2)),
                OLDEST,
                CURRENT));
        return new KeptVersions(settings.get(OLDEST), settings.get(CURRENT));
    }

    public long count() {
        return current - oldest;
    }
}
