package dev.scanctl.coordinator.store;

import dev.scanctl.coordinator.store.row.NewScan;
import dev.scanctl.coordinator.store.row.ScanEdit;
import dev.scanctl.coordinator.store.row.ScanHead;
import dev.scanctl.coordinator.store.row.ScanRow;
import dev.scanctl.coordinator.store.row.ScanSegmentRow;
import dev.scanctl.proto.v1.ScanState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Scans and their segments. */
public final class ScanTable {
    private static final byte[] NOTHING = {};
    private static final String SELECT =
            "SELECT id, request_id, name, owner, reason, state, priority, rate_pps, host_rate_pps, created_ms,"
                    + " started_ms, ended_ms, spec, plan, names, overlay, overlay_ranges FROM scan ";

    private static final String HEAD = "SELECT id, name, state, created_ms, ended_ms, overlay FROM scan ";

    private static final String FROM =
            " EXISTS (SELECT 1 FROM scan_segment g WHERE g.scan_id = scan.id AND g.segment_id = ?)";

    private static final String SEGMENTS =
            "SELECT s.scan_id, s.segment_id, g.name, g.space, s.next_position, s.units_total, s.probes_total,"
                    + " s.units_done, s.quality, s.hosts_up, s.hosts_down, s.first_ms FROM scan_segment s"
                    + " JOIN segment g ON g.id = s.segment_id";

    private final Sql sql;
    private final Tables tables;

    ScanTable(Sql sql, Tables tables) {
        this.sql = sql;
        this.tables = tables;
    }

    /** Stores a scan with its segments and answers with its id, from 1. A request id used before is an error. */
    public long insert(NewScan scan) throws SQLException {
        long id = sql.insert(
                "INSERT INTO scan (request_id, name, owner, reason, state, priority, rate_pps, host_rate_pps,"
                        + " created_ms, started_ms, ended_ms, spec, plan, names, overlay, overlay_ranges)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, 0, ?)",
                scan.requestId(),
                scan.name(),
                scan.owner(),
                scan.reason(),
                ScanState.SCAN_STATE_RUNNING_VALUE,
                scan.priority(),
                scan.ratePps(),
                scan.hostRatePps(),
                tables.nowMs(),
                scan.spec(),
                scan.plan(),
                scan.names(),
                NOTHING);
        for (int segmentId : scan.segmentIds()) {
            sql.update(
                    "INSERT INTO scan_segment (scan_id, segment_id, next_position, units_total, probes_total,"
                            + " units_done, quality, first_ms) VALUES (?, ?, 0, ?, ?, 0, ?, ?)",
                    id,
                    segmentId,
                    scan.unitsTotal(),
                    scan.probesTotal(),
                    NOTHING,
                    Long.MAX_VALUE);
        }
        return id;
    }

    public Optional<ScanRow> byId(long id) throws SQLException {
        return sql.first(SELECT + "WHERE id = ?", ScanTable::row, id);
    }

    /** The scan that a submit with this request id made. */
    public Optional<ScanRow> byRequest(String requestId) throws SQLException {
        return sql.first(SELECT + "WHERE request_id = ?", ScanTable::row, requestId);
    }

    /** Of several scans with one name the newest. */
    public Optional<ScanRow> newestNamed(String name) throws SQLException {
        return sql.first(SELECT + "WHERE name = ? ORDER BY id DESC LIMIT 1", ScanTable::row, name);
    }

    /**
     * Newest first.
     *
     * @param beforeId only scans with a lower id; 0: from the newest
     * @param state only this state; null: all
     */
    public List<ScanRow> page(long beforeId, int limit, @Nullable ScanState state) throws SQLException {
        long below = beforeId == 0 ? Long.MAX_VALUE : beforeId;
        String page = "ORDER BY id DESC LIMIT ?";
        return state == null
                ? sql.list(SELECT + "WHERE id < ? " + page, ScanTable::row, below, limit)
                : sql.list(SELECT + "WHERE id < ? AND state = ? " + page, ScanTable::row, below, state.getNumber(), limit);
    }

    /** Every scan in one state, oldest first. */
    public List<ScanRow> inState(ScanState state) throws SQLException {
        return sql.list(SELECT + "WHERE state = ? ORDER BY id", ScanTable::row, state.getNumber());
    }

    /** Every scan without its blobs, oldest first. */
    public List<ScanHead> heads() throws SQLException {
        return sql.list(HEAD + "ORDER BY id", ScanTable::headRow);
    }

    /** Scans from a segment that have not ended, oldest first. */
    public List<ScanHead> goingOn(int segmentId) throws SQLException {
        return sql.list(HEAD + "WHERE ended_ms = 0 AND" + FROM + " ORDER BY id", ScanTable::headRow, segmentId);
    }

    /** Scans from a segment that ended, the last first (of two that ended together the one with the greater id), after one of that order. */
    public List<ScanHead> lastEnded(int segmentId, long endedMs, long id, int limit) throws SQLException {
        return sql.list(
                HEAD + "WHERE ended_ms > 0 AND ended_ms <= ? AND (ended_ms < ? OR id < ?) AND" + FROM
                        + " ORDER BY ended_ms DESC, id DESC LIMIT ?",
                ScanTable::headRow,
                endedMs,
                endedMs,
                id,
                segmentId,
                limit);
    }

    public Optional<ScanHead> head(long id) throws SQLException {
        return sql.first(HEAD + "WHERE id = ?", ScanTable::headRow, id);
    }

    /** Encoded scan.v1.PlanSummary with a scan's resolved names; empty if there is no such scan. */
    public byte[] names(long id) throws SQLException {
        return sql.first("SELECT names FROM scan WHERE id = ?", row -> row.getBytes(1), id)
                .orElse(NOTHING);
    }

    /** Adds units to the done ones of a scan in a segment (negative: takes them back) and keeps its summed quality. */
    public void progress(long id, int segmentId, long unitsDone, byte[] quality) throws SQLException {
        sql.update(
                "UPDATE scan_segment SET units_done = units_done + ?, quality = ?"
                        + " WHERE scan_id = ? AND segment_id = ?",
                unitsDone,
                quality,
                id,
                segmentId);
    }

    /** Notes an observation of a scan in a segment: none of that time or a later one will be the first. */
    public void seen(long id, int segmentId, long observedMs) throws SQLException {
        sql.update(
                "UPDATE scan_segment SET first_ms = ? WHERE scan_id = ? AND segment_id = ? AND first_ms > ?",
                observedMs,
                id,
                segmentId,
                observedMs);
    }

    /** Adds units that are done although nobody probed them. */
    public void done(long id, int segmentId, long units) throws SQLException {
        sql.update(
                "UPDATE scan_segment SET units_done = units_done + ? WHERE scan_id = ? AND segment_id = ?",
                units,
                id,
                segmentId);
    }

    /** Adds hosts that discovery found. */
    public void hosts(long id, int segmentId, long up, long down) throws SQLException {
        sql.update(
                "UPDATE scan_segment SET hosts_up = hosts_up + ?, hosts_down = hosts_down + ?"
                        + " WHERE scan_id = ? AND segment_id = ?",
                up,
                down,
                id,
                segmentId);
    }

    /** Encoded scan.v1.UnitQuality, summed over the committed results of a scan in a segment; empty: none yet. */
    public byte[] quality(long id, int segmentId) throws SQLException {
        return sql.first(
                        "SELECT quality FROM scan_segment WHERE scan_id = ? AND segment_id = ?",
                        row -> row.getBytes(1),
                        id,
                        segmentId)
                .orElse(NOTHING);
    }

    /**
     * Moves a scan on if it is still in the state it was thought to be in. Its end is set by a final state and taken
     * back by any other.
     */
    public boolean move(long id, ScanState from, ScanState to) throws SQLException {
        long ended = to == ScanState.SCAN_STATE_RUNNING || to == ScanState.SCAN_STATE_PAUSED ? 0 : tables.nowMs();
        return sql.update(
                        "UPDATE scan SET state = ?, ended_ms = ? WHERE id = ? AND state = ?",
                        to.getNumber(),
                        ended,
                        id,
                        from.getNumber())
                > 0;
    }

    /** Sets when a scan's first unit was leased; true the first time only. */
    public boolean started(long id) throws SQLException {
        return sql.update("UPDATE scan SET started_ms = ? WHERE id = ? AND started_ms = 0", tables.nowMs(), id) > 0;
    }

    /** Sets when a scan that another scanner made began and ended: all of its observations lie between. */
    public void ran(long id, long startedMs, long endedMs) throws SQLException {
        sql.update(
                "UPDATE scan SET created_ms = ?, started_ms = ?, ended_ms = ? WHERE id = ?", startedMs, startedMs, endedMs, id);
    }

    public boolean edit(long id, ScanEdit to) throws SQLException {
        return sql.update(
                        "UPDATE scan SET name = ?, reason = ?, priority = ?, rate_pps = ?, host_rate_pps = ?,"
                                + " overlay = ?, overlay_ranges = ?, spec = ? WHERE id = ?",
                        to.name(),
                        to.reason(),
                        to.priority(),
                        to.ratePps(),
                        to.hostRatePps(),
                        to.overlay(),
                        to.overlayRanges(),
                        to.spec(),
                        id)
                > 0;
    }

    /** A scan's segments, by name. */
    public List<ScanSegmentRow> segments(long id) throws SQLException {
        return sql.list(SEGMENTS + " WHERE s.scan_id = ? ORDER BY g.name", ScanTable::segmentRow, id);
    }

    /** Those of all scans, by the name of the segment. */
    public List<ScanSegmentRow> segments() throws SQLException {
        return sql.list(SEGMENTS + " ORDER BY g.name", ScanTable::segmentRow);
    }

    /** Of each scan that has any what {@link #names(long)} says. */
    public Map<Long, byte[]> names() throws SQLException {
        Map<Long, byte[]> names = new HashMap<>();
        sql.list("SELECT id, names FROM scan WHERE OCTET_LENGTH(names) > 0", row -> names.put(row.getLong(1), row.getBytes(2)));
        return names;
    }

    /**
     * Deletes some of a scan's rows, the scan's own last. To be repeated, each in its own write, until it answers true:
     * the scan is gone.
     */
    public boolean deleteSome(long id, int maxRows) throws SQLException {
        int left = maxRows;
        for (String table : List.of("run", "discovery", "unit", "unit_gap", "remark", "outcome_count", "request", "timeline_backlog",
                "scan_segment")) {
            left -= sql.update("DELETE FROM " + table + " WHERE scan_id = ? FETCH FIRST ? ROWS ONLY", id, left);
            if (left <= 0) {
                return false;
            }
        }
        sql.update("DELETE FROM scan WHERE id = ?", id);
        return true;
    }

    private static ScanRow row(ResultSet row) throws SQLException {
        return new ScanRow(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                state(row.getInt(6)),
                row.getInt(7),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10),
                row.getLong(11),
                row.getLong(12),
                row.getBytes(13),
                row.getBytes(14),
                row.getBytes(15),
                row.getInt(16),
                row.getBytes(17));
    }

    private static ScanHead headRow(ResultSet row) throws SQLException {
        return new ScanHead(
                row.getLong(1), row.getString(2), state(row.getInt(3)), row.getLong(4), row.getLong(5), row.getInt(6));
    }

    private static ScanSegmentRow segmentRow(ResultSet row) throws SQLException {
        return new ScanSegmentRow(
                row.getLong(1),
                row.getInt(2),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                row.getBytes(9),
                row.getLong(10),
                row.getLong(11),
                row.getLong(12));
    }

    private static ScanState state(int number) throws SQLException {
        ScanState state = ScanState.forNumber(number);
        if (state == null) {
            throw new SQLException("no scan state has number " + number);
        }
        return state;
    }
}
