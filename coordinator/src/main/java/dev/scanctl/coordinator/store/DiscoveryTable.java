package dev.scanctl.coordinator.store;

import dev.scanctl.coordinator.store.row.DiscoveryRow;
import dev.scanctl.coordinator.store.row.UnitKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Which hosts are down, by unit of host discovery; a unit that is not done has no row. */
public final class DiscoveryTable {
    private static final String SELECT = "SELECT scan_id, segment_id, unit_no, method, observed_ms, down FROM discovery"
            + " WHERE scan_id = ? AND segment_id = ? AND unit_no >= ? AND unit_no < ?"
            + " ORDER BY scan_id, segment_id, unit_no";

    private final Sql sql;

    DiscoveryTable(Sql sql) {
        this.sql = sql;
    }

    public void insert(DiscoveryRow row) throws SQLException {
        UnitKey unit = row.unit();
        sql.update(
                "INSERT INTO discovery (scan_id, segment_id, unit_no, method, observed_ms, down)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                unit.scanId(),
                unit.segmentId(),
                unit.unit(),
                ResultTable.number(row.method()),
                row.observedMs(),
                row.down());
    }

    /** Those of a scan in a segment, by unit. */
    public List<DiscoveryRow> of(long scanId, int segmentId) throws SQLException {
        return of(scanId, segmentId, 0, Long.MAX_VALUE);
    }

    /** The same for units from one number on and below another. */
    public List<DiscoveryRow> of(long scanId, int segmentId, long from, long below) throws SQLException {
        return sql.list(SELECT, DiscoveryTable::row, scanId, segmentId, from, below);
    }

    /** The first unit of a scan in a segment that has a row, from a number on. */
    public Optional<Long> firstUnit(long scanId, int segmentId, long from) throws SQLException {
        return sql.first(
                "SELECT unit_no FROM discovery WHERE scan_id = ? AND segment_id = ? AND unit_no >= ?"
                        + " ORDER BY scan_id, segment_id, unit_no LIMIT 1",
                row -> row.getLong(1),
                scanId,
                segmentId,
                from);
    }

    private static DiscoveryRow row(ResultSet row) throws SQLException {
        return new DiscoveryRow(
                new UnitKey(row.getLong(1), row.getInt(2), row.getLong(3)),
                ResultTable.method(row.getInt(4)),
                row.getLong(5),
                row.getBytes(6));
    }
}
