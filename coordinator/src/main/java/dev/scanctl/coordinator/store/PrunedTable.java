package dev.scanctl.coordinator.store;

import dev.scanctl.proto.v1.ScanState;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Scans whose raw results were removed, or are being removed. */
public final class PrunedTable {
    /** What a scan has besides its own rows, its counts and its runs. */
    private static final List<String> RAW = List.of("discovery", "unit", "unit_gap", "remark");

    private static final String ENDED = "s.state IN (" + ScanState.SCAN_STATE_COMPLETED_VALUE + ", "
            + ScanState.SCAN_STATE_COMPLETED_WITH_GAPS_VALUE + ", " + ScanState.SCAN_STATE_CANCELLED_VALUE + ")";

    private final Sql sql;
    private final Tables tables;

    PrunedTable(Sql sql, Tables tables) {
        this.sql = sql;
        this.tables = tables;
    }

    /** When the removal began, milliseconds since 1970; empty: all of the scan is there. */
    public Optional<Long> begun(long scanId) throws SQLException {
        return sql.first("SELECT begun_ms FROM pruned_scan WHERE scan_id = ?", row -> row.getLong(1), scanId);
    }

    /** Of every pruned scan when that began, by its id. */
    public Map<Long, Long> all() throws SQLException {
        Map<Long, Long> begun = new TreeMap<>();
        sql.list("SELECT scan_id, begun_ms FROM pruned_scan", row -> begun.put(row.getLong(1), row.getLong(2)));
        return begun;
    }

    /**
     * Scans that ended before then, oldest first: those of which something is left, whether their removal began or not.
     * Scans that timelines have not taken in yet are not among them.
     */
    public List<Long> removable(long endedBeforeMs) throws SQLException {
        return sql.list(
                "SELECT s.id FROM scan s WHERE " + ENDED + " AND s.ended_ms > 0 AND s.ended_ms < ?"
                        + " AND NOT EXISTS (SELECT 1 FROM pruned_scan p WHERE p.scan_id = s.id AND p.done_ms > 0)"
                        + " AND NOT EXISTS (SELECT 1 FROM timeline_backlog b WHERE b.scan_id = s.id) ORDER BY s.id",
                row -> row.getLong(1),
                endedBeforeMs);
    }

    /** From now on nothing is read of its results; false if it does not rest any more, and then nothing changes. */
    public boolean begin(long scanId) throws SQLException {
        if (begun(scanId).isPresent()) {
            return true;
        }
        return sql.update(
                        "INSERT INTO pruned_scan (scan_id, begun_ms, done_ms) SELECT s.id, ?, 0 FROM scan s WHERE s.id = ? AND "
                                + ENDED,
                        tables.nowMs(),
                        scanId)
                > 0;
    }

    /**
     * Removes so many rows at most, once its runs are gone; answers how many. Fewer than asked for: there are no more, and
     * that is noted.
     */
    public int removeSome(long scanId, int maxRows) throws SQLException {
        int removed = 0;
        for (String table : RAW) {
            removed += sql.update(
                    "DELETE FROM " + table + " WHERE scan_id = ? FETCH FIRST ? ROWS ONLY", scanId, maxRows - removed);
            if (removed >= maxRows) {
                return removed;
            }
        }
        sql.update("UPDATE pruned_scan SET done_ms = ? WHERE scan_id = ?", tables.nowMs(), scanId);
        return removed;
    }
}
