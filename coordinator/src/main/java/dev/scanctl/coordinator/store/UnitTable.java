package dev.scanctl.coordinator.store;

import dev.scanctl.coordinator.store.row.NextPosition;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.coordinator.store.row.UnitStatus;
import dev.scanctl.wire.Epoch;
import dev.scanctl.wire.Reason;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Units that were leased at least once. Every change is a compare-and-set on (state, epoch). */
public final class UnitTable {
    private static final byte[] NOTHING = {};
    private static final int MAX_DETAIL = 200;
    private static final String SELECT = "SELECT scan_id, segment_id, unit_no, state, epoch, attempts, agent_id,"
            + " incarnation, reason, detail, rerun, changed_ms, quality FROM unit ";
    private static final String OF_KEY = " WHERE scan_id = ? AND segment_id = ? AND unit_no = ?";

    private final Sql sql;
    private final Tables tables;

    UnitTable(Sql sql, Tables tables) {
        this.sql = sql;
        this.tables = tables;
    }

    /** Writes the rows of units that are leased for the first time and moves their scans' positions on. */
    public void leaseFirst(List<UnitRow> rows, List<NextPosition> positions) throws SQLException {
        PreparedStatement insert = sql.statement("INSERT INTO unit (scan_id, segment_id, unit_no, state, epoch,"
                + " attempts, agent_id, incarnation, reason, detail, rerun, changed_ms, quality)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)");
        insert.clearBatch();
        for (UnitRow row : rows) {
            UnitKey key = row.key();
            Sql.bind(
                    insert,
                    key.scanId(),
                    key.segmentId(),
                    key.unit(),
                    row.state().number(),
                    row.epoch().bits(),
                    row.attempts(),
                    row.agentId(),
                    row.incarnation(),
                    number(row.reason()),
                    cut(row.detail()),
                    row.rerun(),
                    tables.nowMs());
            insert.addBatch();
        }
        insert.executeBatch();
        for (NextPosition next : positions) {
            sql.update(
                    "UPDATE scan_segment SET next_position = ? WHERE scan_id = ? AND segment_id = ?",
                    next.position(),
                    next.scanId(),
                    next.segmentId());
        }
    }

    /** Leases a unit again: the row becomes {@code leased} if it is still as it was thought to be. */
    public boolean lease(UnitRow leased, UnitState from, Epoch fromEpoch) throws SQLException {
        return move(leased.key(), from, fromEpoch, leased);
    }

    /** The row becomes {@code to} if it is still in that state under that epoch. */
    public boolean move(UnitKey key, UnitState from, Epoch epoch, UnitRow to) throws SQLException {
        boolean moved = sql.update(
                        "UPDATE unit SET state = ?, epoch = ?, attempts = ?, agent_id = ?, incarnation = ?,"
                                + " reason = ?, detail = ?, rerun = ?, changed_ms = ?" + OF_KEY
                                + " AND state = ? AND epoch = ?",
                        to.state().number(),
                        to.epoch().bits(),
                        to.attempts(),
                        to.agentId(),
                        to.incarnation(),
                        number(to.reason()),
                        cut(to.detail()),
                        to.rerun(),
                        tables.nowMs(),
                        key.scanId(),
                        key.segmentId(),
                        key.unit(),
                        from.number(),
                        epoch.bits())
                > 0;
        if (moved && to.state() == UnitState.QUARANTINED) {
            tables.gaps().mark(key);
        }
        return moved;
    }

    /** Every row of a scan that is not done, by segment and unit. */
    public List<UnitRow> open(long scanId) throws SQLException {
        return sql.list(
                SELECT + "WHERE scan_id = ? AND state <> ? ORDER BY scan_id, segment_id, unit_no",
                UnitTable::row,
                scanId,
                UnitState.DONE.number());
    }

    /** An agent that was given a unit of a scan in a segment. */
    public Optional<String> anyAgent(long scanId, int segmentId) throws SQLException {
        return sql.first(
                "SELECT agent_id FROM unit WHERE scan_id = ? AND segment_id = ? AND agent_id IS NOT NULL"
                        + " ORDER BY unit_no FETCH FIRST ROW ONLY",
                row -> row.getString(1),
                scanId,
                segmentId);
    }

    public Optional<UnitRow> byKey(UnitKey key) throws SQLException {
        return sql.first(SELECT + OF_KEY, UnitTable::row, key.scanId(), key.segmentId(), key.unit());
    }

    /** A unit's row with when it last changed and the quality of its result. */
    public Optional<UnitStatus> status(UnitKey key) throws SQLException {
        return sql.first(SELECT + OF_KEY, UnitTable::statusRow, key.scanId(), key.segmentId(), key.unit());
    }

    /** The rows of a scan in a segment that stand in one state, by unit. */
    public List<UnitRow> in(long scanId, int segmentId, UnitState state) throws SQLException {
        return sql.list(
                SELECT + "WHERE scan_id = ? AND segment_id = ? AND state = ? ORDER BY scan_id, segment_id, unit_no",
                UnitTable::row,
                scanId,
                segmentId,
                state.number());
    }

    /** Keeps the quality (encoded scan.v1.UnitQuality) of a unit's applied result. */
    public void quality(UnitKey key, byte[] quality) throws SQLException {
        sql.update("UPDATE unit SET quality = ?" + OF_KEY, quality, key.scanId(), key.segmentId(), key.unit());
    }

    /** How many rows of a scan in a segment stand where; states without rows are absent. */
    public Map<UnitState, Long> counts(long scanId, int segmentId) throws SQLException {
        Map<UnitState, Long> counts = new EnumMap<>(UnitState.class);
        sql.list(
                "SELECT state, COUNT(*) FROM unit WHERE scan_id = ? AND segment_id = ? GROUP BY state",
                row -> counts.put(UnitState.of(row.getInt(1)), row.getLong(2)),
                scanId,
                segmentId);
        return counts;
    }

    /** Marks every row of a scan that is pending or leased as cancelled; answers how many. */
    public int cancelOpen(long scanId) throws SQLException {
        return sql.update(
                "UPDATE unit SET state = ?, changed_ms = ? WHERE scan_id = ? AND state IN (?, ?)",
                UnitState.CANCELLED.number(),
                tables.nowMs(),
                scanId,
                UnitState.PENDING.number(),
                UnitState.LEASED.number());
    }

    private static UnitStatus statusRow(ResultSet row) throws SQLException {
        byte[] quality = row.getBytes(13);
        return new UnitStatus(row(row), row.getLong(12), quality == null ? NOTHING : quality);
    }

    private static UnitRow row(ResultSet row) throws SQLException {
        int reason = row.getInt(9);
        return new UnitRow(
                new UnitKey(row.getLong(1), row.getInt(2), row.getLong(3)),
                UnitState.of(row.getInt(4)),
                Epoch.ofBits(row.getLong(5)),
                row.getInt(6),
                row.getString(7),
                row.getLong(8),
                reason == 0 ? null : Reason.of(reason),
                row.getString(10),
                row.getBoolean(11));
    }

    private static int number(@Nullable Reason reason) {
        return reason == null ? 0 : reason.number();
    }

    private static String cut(String detail) {
        return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL);
    }
}
