package dev.scanctl.coordinator.store;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Reason;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Ports that are open or differ from their host's default state, by address. */
public final class DeviationTable {
    /** Rows read at a time where more may follow. */
    private static final int PAGE = 1024;

    private final Sql sql;

    DeviationTable(Sql sql) {
        this.sql = sql;
    }

    /** Writes rows, which should be in key order. */
    public void insert(List<DeviationRow> rows) throws SQLException {
        PreparedStatement insert = sql.statement("INSERT INTO deviation (address, protocol, first_port, last_port,"
                + " segment_id, scan_id, state, reason, method, observed_ms, rtt_micros, attempts)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        insert.clearBatch();
        for (DeviationRow row : rows) {
            insert.setBytes(1, Sql.key(row.address()));
            insert.setInt(2, row.protocol().number());
            insert.setInt(3, row.firstPort());
            insert.setInt(4, row.lastPort());
            insert.setInt(5, row.segmentId());
            insert.setLong(6, row.scanId());
            insert.setInt(7, row.outcome().state().number());
            insert.setInt(8, row.outcome().reason().number());
            insert.setInt(9, ResultTable.number(row.method()));
            insert.setLong(10, row.observedMs());
            insert.setInt(11, row.rttMicros());
            insert.setInt(12, row.attempts());
            insert.addBatch();
        }
        insert.executeBatch();
    }

    /** Deletes those of a row's hosts among some ports. */
    void delete(RunRow row, Protocol protocol, int firstPort, int lastPort) throws SQLException {
        sql.update(
                "DELETE FROM deviation WHERE scan_id = ? AND segment_id = ? AND address >= ? AND address <= ?"
                        + " AND protocol = ? AND first_port >= ? AND first_port <= ?",
                row.unit().scanId(),
                row.unit().segmentId(),
                Sql.key(row.first()),
                Sql.key(row.last()),
                protocol.number(),
                firstPort,
                lastPort);
    }

    /**
     * The next addresses that a scan found with an open port in a segment, ascending, each once.
     *
     * @return empty: none in the range
     */
    public List<Address> openAddresses(long scanId, int segmentId, AddressRange range) throws SQLException {
        return distinct(sql.list(
                "SELECT address FROM deviation WHERE scan_id = ? AND segment_id = ? AND address >= ? AND address <= ?"
                        + " AND state = 1 ORDER BY scan_id, segment_id, address, protocol, first_port LIMIT ?",
                row -> ResultTable.address(row, 1),
                scanId,
                segmentId,
                Sql.key(range.first()),
                Sql.key(range.last()),
                PAGE));
    }

    /** The same over all scans. */
    public List<Address> openAddresses(int segmentId, AddressRange range) throws SQLException {
        return distinct(sql.list(
                "SELECT address FROM deviation WHERE address >= ? AND address <= ? AND segment_id = ?"
                        + " AND state = 1 ORDER BY address, protocol, first_port, segment_id, scan_id LIMIT ?",
                row -> ResultTable.address(row, 1),
                Sql.key(range.first()),
                Sql.key(range.last()),
                segmentId,
                PAGE));
    }

    private static List<Address> distinct(List<Address> ascending) {
        return ascending.stream().distinct().toList();
    }

    /** Single open ports of a range of addresses with how they answered. */
    public List<DeviationRow> openPorts(long scanId, int segmentId, AddressRange range) throws SQLException {
        return sql.list(
                "SELECT address, protocol, first_port, last_port, reason, method, observed_ms, rtt_micros, attempts"
                        + " FROM deviation WHERE scan_id = ? AND segment_id = ? AND address >= ? AND address <= ?"
                        + " AND state = 1 AND first_port = last_port",
                row -> new DeviationRow(
                        ResultTable.address(row, 1),
                        Protocol.of(row.getInt(2)),
                        row.getInt(3),
                        row.getInt(4),
                        segmentId,
                        scanId,
                        Outcome.of(PortState.OPEN, Reason.of(row.getInt(5))),
                        ResultTable.method(row.getInt(6)),
                        row.getLong(7),
                        row.getInt(8),
                        row.getInt(9)),
                scanId,
                segmentId,
                Sql.key(range.first()),
                Sql.key(range.last()));
    }
}
