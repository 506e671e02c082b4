package dev.scanctl.coordinator.store;

import dev.scanctl.coordinator.store.row.CommittedHosts;
import dev.scanctl.coordinator.store.row.RunRow;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.Epoch;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.PortState;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What units' results say, by unit and host: their runs. */
public final class ResultTable {
    private static final String OF_SCAN = "SELECT scan_id, segment_id, unit_no, first_address, last_address, epoch,"
            + " commit_no, method, states, observed_ms, runs, details FROM run WHERE scan_id = ?";
    private static final String RUNS = OF_SCAN + " AND segment_id = ? AND unit_no = ?";
    private static final String IN_ORDER = " ORDER BY scan_id, segment_id, unit_no, first_address";

    private final Sql sql;
    private final Tables tables;

    ResultTable(Sql sql, Tables tables) {
        this.sql = sql;
        this.tables = tables;
    }

    /** Writes rows, which should be in key order. */
    public void insertRuns(List<RunRow> rows) throws SQLException {
        PreparedStatement insert = sql.statement("INSERT INTO run (scan_id, segment_id, unit_no, first_address,"
                + " last_address, epoch, commit_no, method, states, observed_ms, runs, details)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        insert.clearBatch();
        for (RunRow row : rows) {
            UnitKey unit = row.unit();
            insert.setLong(1, unit.scanId());
            insert.setInt(2, unit.segmentId());
            insert.setLong(3, unit.unit());
            insert.setBytes(4, Sql.key(row.first()));
            insert.setBytes(5, Sql.key(row.last()));
            insert.setLong(6, row.epoch().bits());
            insert.setLong(7, tables.commitNo());
            insert.setInt(8, number(row.method()));
            insert.setInt(9, row.states());
            insert.setLong(10, row.observedMs());
            insert.setBytes(11, row.runs());
            insert.setBytes(12, row.details());
            insert.addBatch();
        }
        insert.executeBatch();
        Set<UnitKey> gaps = rows.stream()
                .filter(row -> row.has(PortState.UNKNOWN))
                .map(RunRow::unit)
                .collect(Collectors.toSet());
        for (UnitKey unit : gaps) {
            tables.gaps().mark(unit);
        }
    }

    /** All rows of a unit, by address. */
    public List<RunRow> runs(UnitKey unit) throws SQLException {
        return sql.list(RUNS + IN_ORDER, ResultTable::runRow, unit.scanId(), unit.segmentId(), unit.unit());
    }

    /** The first rows of a scan, by segment, unit and address; at most so many. */
    public List<RunRow> first(long scanId, int most) throws SQLException {
        return sql.list(OF_SCAN + IN_ORDER + " LIMIT ?", ResultTable::runRow, scanId, most);
    }

    /** Deletes rows and nothing else. */
    public void delete(List<RunRow> rows) throws SQLException {
        PreparedStatement delete = sql.statement(
                "DELETE FROM run WHERE scan_id = ? AND segment_id = ? AND unit_no = ? AND first_address = ?");
        delete.clearBatch();
        for (RunRow row : rows) {
            delete.setLong(1, row.unit().scanId());
            delete.setInt(2, row.unit().segmentId());
            delete.setLong(3, row.unit().unit());
            delete.setBytes(4, Sql.key(row.first()));
            delete.addBatch();
        }
        delete.executeBatch();
    }

    /** The first unit from one number on, and below another, that has rows. */
    public Optional<Long> firstUnit(long scanId, int segmentId, long from, long below) throws SQLException {
        return sql.first(
                "SELECT unit_no FROM run WHERE scan_id = ? AND segment_id = ? AND unit_no >= ? AND unit_no < ?"
                        + IN_ORDER + " LIMIT 1",
                row -> row.getLong(1),
                scanId,
                segmentId,
                from,
                below);
    }

    /** Which hosts of a unit are committed, and under which lease, by address. */
    public List<CommittedHosts> committed(UnitKey unit) throws SQLException {
        return sql.list(
                "SELECT first_address, last_address, epoch FROM run"
                        + " WHERE scan_id = ? AND segment_id = ? AND unit_no = ?" + IN_ORDER,
                row -> new CommittedHosts(
                        new AddressRange(address(row, 1), address(row, 2)), Epoch.ofBits(row.getLong(3))),
                unit.scanId(),
                unit.segmentId(),
                unit.unit());
    }

    public void delete(RunRow row) throws SQLException {
        UnitKey unit = row.unit();
        sql.update(
                "DELETE FROM run WHERE scan_id = ? AND segment_id = ? AND unit_no = ? AND first_address = ?",
                unit.scanId(),
                unit.segmentId(),
                unit.unit(),
                Sql.key(row.first()));
    }

    /** The rows of a unit that touch a range of addresses, by address. */
    public List<RunRow> runs(UnitKey unit, AddressRange range) throws SQLException {
        return sql.list(
                RUNS + " AND first_address <= ? AND last_address >= ?" + IN_ORDER,
                ResultTable::runRow,
                unit.scanId(),
                unit.segmentId(),
                unit.unit(),
                Sql.key(range.last()),
                Sql.key(range.first()));
    }

    private static RunRow runRow(ResultSet row) throws SQLException {
        return new RunRow(
                new UnitKey(row.getLong(1), row.getInt(2), row.getLong(3)),
                address(row, 4),
                address(row, 5),
                Epoch.ofBits(row.getLong(6)),
                row.getLong(7),
                method(row.getInt(8)),
                row.getInt(9),
                row.getLong(10),
                row.getBytes(11),
                row.getBytes(12));
    }

    static Address address(ResultSet row, int column) throws SQLException {
        return Sql.address(row.getBytes(column));
    }

    static @Nullable Method method(int number) {
        return number == 0 ? null : Method.of(number);
    }

    static int number(@Nullable Method method) {
        return method == null ? 0 : method.number();
    }
}
