package dev.scanctl.coordinator.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much of a store's file is in use. H2 gives none of it back while the store is open: what is not used goes to new rows.
 *
 * @param fileBytes 0: it is in memory
 * @param percentUsed of the file; 100 if it is in memory
 */
public record Space(long fileBytes, int percentUsed) {
    /** Below that there is nothing to gain. */
    private static final long LEAST_BYTES = 64 << 20;

    /** In use: a start writes so much anew within five seconds, on a slow machine. */
    private static final long MOST_BYTES_AT_START = 100 << 20;

    /** With more of it in use the space is soon used again. */
    private static final int MOST_PERCENT_USED = 50;

    private static final String FILE_SIZE = "info.FILE_SIZE";
    /** Of the file's blocks the part that belongs to chunks, and of those the part that is still referred to. */
    private static final List<String> RATES = List.of("info.FILL_RATE", "info.CHUNKS_FILL_RATE");

    static final String QUERY = "SELECT SETTING_NAME, SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME IN ('"
            + FILE_SIZE + "', '" + String.join("', '", RATES) + "')";

    /** Of a store that is open. Reads a few numbers. */
    public static Space of(Tables tables) throws SQLException {
        Map<String, Long> settings = new HashMap<>();
        tables.sql().list(QUERY, row -> settings.put(row.getString(1), row.getLong(2)));
        return of(settings);
    }

    /** What is to be read of the answer to {@link #QUERY}. */
    static Space of(ResultSet answer) throws SQLException {
        Map<String, Long> settings = new HashMap<>();
        while (answer.next()) {
            settings.put(answer.getString(1), answer.getLong(2));
        }
        return of(settings);
    }

    private static Space of(Map<String, Long> settings) {
        long percent = 100;
        for (String rate : RATES) {
            percent = percent * settings.getOrDefault(rate, 100L) / 100;
        }
        return new Space(settings.getOrDefault(FILE_SIZE, 0L), (int) percent);
    }

    public long unusedBytes() {
        return fileBytes * (100 - percentUsed) / 100;
    }

    /** Whether the next start writes the file anew: most of it is unused, and what is in use takes only a moment. */
    public boolean shrinks() {
        return isWasteful() && fileBytes - unusedBytes() <= MOST_BYTES_AT_START;
    }

    /** Whether most of a large file is unused. */
    public boolean isWasteful() {
        return fileBytes >= LEAST_BYTES && percentUsed < MOST_PERCENT_USED;
    }
}
