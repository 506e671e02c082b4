package dev.scanctl.coordinator.store;

import dev.scanctl.coordinator.store.row.UnitKey;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Scans whose runs are not in timelines yet, by segment. */
public final class BacklogTable {
    private static final long WAITS = -1;

    private final Sql sql;

    BacklogTable(Sql sql) {
        this.sql = sql;
    }

    /** A scan in a segment will get its rows without timelines; until all are there {@link #first} passes it over. */
    public void await(long scanId, int segmentId) throws SQLException {
        sql.update(
                "INSERT INTO timeline_backlog (scan_id, segment_id, next_unit) VALUES (?, ?, ?)", scanId, segmentId, WAITS);
    }

    /**
     * Where the backlog of a scan in a segment begins.
     *
     * @param unit the first one that may not be in yet
     * @param timelines false: timelines have it, but when its hosts were seen is not kept yet
     */
    public record Begin(UnitKey unit, boolean timelines) {}

    /** Of the oldest such scan from one id to another, both included; empty: all of these are in. */
    public Optional<Begin> first(long fromScan, long toScan) throws SQLException {
        return sql.first(
                "SELECT scan_id, segment_id, next_unit, timelines FROM timeline_backlog WHERE next_unit >= 0"
                        + " AND scan_id >= ? AND scan_id <= ? ORDER BY scan_id, segment_id LIMIT 1",
                row -> new Begin(new UnitKey(row.getLong(1), row.getInt(2), row.getLong(3)), row.getBoolean(4)),
                fromScan,
                toScan);
    }

    /** Scans of a segment that have rows which are not in timelines, or may have. */
    public Set<Long> of(int segmentId) throws SQLException {
        return Set.copyOf(sql.list(
                "SELECT scan_id FROM timeline_backlog WHERE segment_id = ? AND timelines",
                row -> row.getLong(1),
                segmentId));
    }

    /** How many scans are left, each counted for each of its segments. */
    public long size() throws SQLException {
        List<Long> counts = sql.list("SELECT COUNT(*) FROM timeline_backlog WHERE next_unit >= 0", row -> row.getLong(1));
        return counts.getFirst();
    }

    /** The units of a scan in a segment below this one are in; its rows are all there. */
    public void moveTo(UnitKey next) throws SQLException {
        sql.update(
                "UPDATE timeline_backlog SET next_unit = ? WHERE scan_id = ? AND segment_id = ?",
                next.unit(),
                next.scanId(),
                next.segmentId());
    }

    /** All units of a scan in a segment are in. */
    public void done(UnitKey any) throws SQLException {
        sql.update(
                "DELETE FROM timeline_backlog WHERE scan_id = ? AND segment_id = ?", any.scanId(), any.segmentId());
    }
}
