package dev.scanctl.coordinator.store;

import dev.scanctl.coordinator.store.row.RemarkRow;
import dev.scanctl.coordinator.store.row.RemarkTotal;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.proto.v1.RemarkKind;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** What there is to say of hosts that their runs do not tell. */
public final class RemarkTable {
    private final Sql sql;

    RemarkTable(Sql sql) {
        this.sql = sql;
    }

    /** Writes remarks; one of the same unit, kind and first address takes the place of an earlier one. */
    public void put(List<RemarkRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        PreparedStatement delete = sql.statement("DELETE FROM remark"
                + " WHERE scan_id = ? AND segment_id = ? AND unit_no = ? AND kind = ? AND first_address = ?");
        PreparedStatement insert = sql.statement("INSERT INTO remark (scan_id, segment_id, unit_no, kind,"
                + " first_address, last_address, hosts, ports, evidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        delete.clearBatch();
        insert.clearBatch();
        for (RemarkRow row : rows) {
            UnitKey unit = row.unit();
            byte[] first = Sql.key(row.hosts().first());
            byte[] last = Sql.key(row.hosts().last());
            Sql.bind(delete, unit.scanId(), unit.segmentId(), unit.unit(), row.kind(), first);
            delete.addBatch();
            Sql.bind(
                    insert,
                    unit.scanId(),
                    unit.segmentId(),
                    unit.unit(),
                    row.kind(),
                    first,
                    last,
                    row.hosts().size(),
                    row.ports(),
                    row.evidence());
            insert.addBatch();
        }
        delete.executeBatch();
        insert.executeBatch();
    }

    /** Whether there is any of a scan in a segment. */
    public boolean any(long scanId, int segmentId) throws SQLException {
        return sql.first(
                        "SELECT unit_no FROM remark WHERE scan_id = ? AND segment_id = ? LIMIT 1",
                        row -> row.getLong(1),
                        scanId,
                        segmentId)
                .isPresent();
    }

    /** Hosts of a unit for whose silences its agent does not vouch. */
    public AddressSet untrusted(UnitKey unit) throws SQLException {
        return AddressSet.of(sql.list(
                "SELECT first_address, last_address FROM remark"
                        + " WHERE scan_id = ? AND segment_id = ? AND unit_no = ? AND kind = ?",
                row -> new AddressRange(ResultTable.address(row, 1), ResultTable.address(row, 2)),
                unit.scanId(),
                unit.segmentId(),
                unit.unit(),
                RemarkKind.REMARK_KIND_UNTRUSTED_VALUE));
    }

    /** Encoded scan.v1.Remark of one unit, by kind and address. */
    public List<byte[]> of(UnitKey unit) throws SQLException {
        return sql.list(
                "SELECT evidence FROM remark WHERE scan_id = ? AND segment_id = ? AND unit_no = ?"
                        + " ORDER BY kind, first_address",
                row -> row.getBytes(1),
                unit.scanId(),
                unit.segmentId(),
                unit.unit());
    }

    /** Counts by kind; kinds without remarks are absent. */
    public List<RemarkTotal> totals(long scanId, int segmentId) throws SQLException {
        return sql.list(
                "SELECT kind, SUM(hosts), (SELECT COUNT(DISTINCT unit_no) FROM remark u WHERE u.scan_id = ?"
                        + " AND u.segment_id = ? AND u.kind = d.kind), SUM(ports) FROM (SELECT kind, first_address,"
                        + " MAX(hosts) AS hosts, SUM(ports) AS ports FROM remark WHERE scan_id = ? AND segment_id = ?"
                        + " GROUP BY kind, first_address) d GROUP BY kind ORDER BY kind",
                row -> new RemarkTotal(row.getInt(1), row.getLong(2), row.getLong(3), row.getLong(4)),
                scanId,
                segmentId,
                scanId,
                segmentId);
    }

    /** The first remarks of a kind by address, encoded; of several units on the same hosts the first unit's. */
    public List<byte[]> first(long scanId, int segmentId, int kind, int limit) throws SQLException {
        return sql.list(
                "SELECT evidence FROM remark r WHERE scan_id = ? AND segment_id = ? AND kind = ? AND NOT EXISTS"
                        + " (SELECT 1 FROM remark b WHERE b.scan_id = r.scan_id AND b.segment_id = r.segment_id"
                        + " AND b.kind = r.kind AND b.first_address = r.first_address AND b.unit_no < r.unit_no)"
                        + " ORDER BY scan_id, segment_id, kind, first_address LIMIT ?",
                row -> row.getBytes(1),
                scanId,
                segmentId,
                kind,
                limit);
    }
}
