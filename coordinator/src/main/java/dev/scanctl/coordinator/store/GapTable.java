package dev.scanctl.coordinator.store;

import dev.scanctl.coordinator.store.row.UnitKey;
import java.sql.SQLException;
import java.util.List;

/**
 * Units that could not find out all they were to: with unknown ports among their runs, or in quarantine. Kept by the
 * other tables where such rows are written, so that a retry need not look at the others.
 */
public final class GapTable {
    private final Sql sql;

    GapTable(Sql sql) {
        this.sql = sql;
    }

    void mark(UnitKey unit) throws SQLException {
        if (!marked(unit)) {
            sql.update(
                    "INSERT INTO unit_gap (scan_id, segment_id, unit_no) VALUES (?, ?, ?)",
                    unit.scanId(),
                    unit.segmentId(),
                    unit.unit());
        }
    }

    private boolean marked(UnitKey unit) throws SQLException {
        return sql.first(
                        "SELECT unit_no FROM unit_gap WHERE scan_id = ? AND segment_id = ? AND unit_no = ?",
                        row -> row.getLong(1),
                        unit.scanId(),
                        unit.segmentId(),
                        unit.unit())
                .isPresent();
    }

    /** The unit's gaps are to be filled. */
    public void clear(UnitKey unit) throws SQLException {
        sql.update(
                "DELETE FROM unit_gap WHERE scan_id = ? AND segment_id = ? AND unit_no = ?",
                unit.scanId(),
                unit.segmentId(),
                unit.unit());
    }

    /** The next units of a scan in a segment by number, after one (−1: from the first). */
    public List<UnitKey> page(long scanId, int segmentId, long afterUnit, int limit) throws SQLException {
        return sql.list(
                "SELECT unit_no FROM unit_gap WHERE scan_id = ? AND segment_id = ? AND unit_no > ?"
                        + " ORDER BY scan_id, segment_id, unit_no LIMIT ?",
                row -> new UnitKey(scanId, segmentId, row.getLong(1)),
                scanId,
                segmentId,
                afterUnit,
                limit);
    }
}
