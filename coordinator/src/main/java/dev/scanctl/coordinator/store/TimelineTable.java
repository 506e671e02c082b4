package dev.scanctl.coordinator.store;

import dev.scanctl.coordinator.store.row.AddressBlock;
import dev.scanctl.coordinator.store.row.TimelineKey;
import dev.scanctl.coordinator.store.row.TimelineRow;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Protocol;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** What each segment saw of hosts over all scans. Rows of one key never overlap, and stay within an {@link AddressBlock}. */
public final class TimelineTable {
    /** Intervals of a row have no room for more. */
    public static final int MOST_BYTES = 1_000_000;

    private static final String SELECT =
            "SELECT segment_id, protocol, method, zone, first_address, last_address, changed_ms, states, intervals FROM timeline"
                    + " WHERE segment_id = ? AND first_address >= ? AND first_address <= ? AND last_address >= ?";
    private static final String EVER_OPEN = " AND (states = 0 OR MOD(states, 2) = 1 OR MOD(states / 2, 2) = 1)";
    private static final String IN_ORDER = " ORDER BY segment_id, first_address, protocol, method, zone";

    private final Sql sql;

    TimelineTable(Sql sql) {
        this.sql = sql;
    }

    /** Those of one key that touch a range, by address. */
    public List<TimelineRow> touching(TimelineKey key, AddressRange range) throws SQLException {
        return sql.list(
                SELECT + " AND protocol = ? AND method = ? AND zone = ?" + IN_ORDER,
                TimelineTable::row,
                key.segmentId(),
                Sql.key(AddressBlock.of(range.first())),
                Sql.key(range.last()),
                Sql.key(range.first()),
                key.protocol().number(),
                key.method().number(),
                key.zone());
    }

    /** Those of a segment that touch a range, by address; at most so many. */
    public List<TimelineRow> touching(int segmentId, AddressRange range, int most) throws SQLException {
        return some(segmentId, range, "", most);
    }

    /** The same without those in which surely no port was ever open. */
    public List<TimelineRow> everOpen(int segmentId, AddressRange range, int most) throws SQLException {
        return some(segmentId, range, EVER_OPEN, most);
    }

    private List<TimelineRow> some(int segmentId, AddressRange range, String condition, int most) throws SQLException {
        return sql.list(
                SELECT + condition + IN_ORDER + " LIMIT ?",
                TimelineTable::row,
                segmentId,
                Sql.key(AddressBlock.of(range.first())),
                Sql.key(range.last()),
                Sql.key(range.first()),
                most);
    }

    /** Puts rows in the place of others of the same key. */
    public void replace(List<TimelineRow> gone, List<TimelineRow> rows) throws SQLException {
        delete(gone);
        PreparedStatement insert = sql.statement("INSERT INTO timeline (segment_id, first_address, protocol, method, zone,"
                + " last_address, changed_ms, states, intervals) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        insert.clearBatch();
        for (TimelineRow row : rows) {
            bindKey(insert, row);
            insert.setBytes(6, Sql.key(row.hosts().last()));
            insert.setLong(7, row.changedMs());
            insert.setInt(8, row.states());
            insert.setBytes(9, row.intervals());
            insert.addBatch();
        }
        insert.executeBatch();
    }

    private void delete(List<TimelineRow> rows) throws SQLException {
        PreparedStatement delete = sql.statement("DELETE FROM timeline WHERE segment_id = ? AND first_address = ?"
                + " AND protocol = ? AND method = ? AND zone = ?");
        delete.clearBatch();
        for (TimelineRow row : rows) {
            bindKey(delete, row);
            delete.addBatch();
        }
        delete.executeBatch();
    }

    private static void bindKey(PreparedStatement statement, TimelineRow row) throws SQLException {
        statement.setInt(1, row.key().segmentId());
        statement.setBytes(2, Sql.key(row.hosts().first()));
        statement.setInt(3, row.key().protocol().number());
        statement.setInt(4, row.key().method().number());
        statement.setString(5, row.key().zone());
    }

    private static TimelineRow row(ResultSet row) throws SQLException {
        return new TimelineRow(
                new TimelineKey(
                        row.getInt(1), Protocol.of(row.getInt(2)), Method.of(row.getInt(3)), row.getString(4)),
                new AddressRange(ResultTable.address(row, 5), ResultTable.address(row, 6)),
                row.getLong(7),
                row.getInt(8),
                row.getBytes(9));
    }
}
