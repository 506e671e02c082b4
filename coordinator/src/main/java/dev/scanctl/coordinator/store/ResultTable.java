package dev.scanctl.coordinator.store;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.Epoch;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Reason;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs by unit, deviations by address, and counts of outcomes. */
public final class ResultTable {
    private static final String RUNS = "SELECT scan_id, segment_id, unit_no, first_address, last_address, epoch,"
            + " commit_no, method, states, observed_ms, runs FROM run"
            + " WHERE scan_id = ? AND segment_id = ? AND unit_no = ?";
    private static final String IN_ORDER = " ORDER BY scan_id, segment_id, unit_no, first_address";

    /** Rows read at a time where more may follow. */
    private static final int PAGE = 1024;

    private final Sql sql;
    private final Tables tables;

    ResultTable(Sql sql, Tables tables) {
        this.sql = sql;
        this.tables = tables;
    }

    /** Writes rows, which should be in key order. */
    public void insertRuns(List<RunRow> rows) throws SQLException {
        PreparedStatement insert = sql.statement("INSERT INTO run (scan_id, segment_id, unit_no, first_address,"
                + " last_address, epoch, commit_no, method, states, observed_ms, runs)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
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

    /** Writes rows, which should be in key order. */
    public void insertDeviations(List<DeviationRow> rows) throws SQLException {
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
            insert.setInt(9, number(row.method()));
            insert.setLong(10, row.observedMs());
            insert.setInt(11, row.rttMicros());
            insert.setInt(12, row.attempts());
            insert.addBatch();
        }
        insert.executeBatch();
    }

    /** All rows of a unit, by address. */
    public List<RunRow> runs(UnitKey unit) throws SQLException {
        return sql.list(RUNS + IN_ORDER, ResultTable::runRow, unit.scanId(), unit.segmentId(), unit.unit());
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

    /** Deletes one row and the deviations of its hosts among some ports. */
    public void delete(RunRow row, Protocol protocol, int firstPort, int lastPort) throws SQLException {
        UnitKey unit = row.unit();
        sql.update(
                "DELETE FROM run WHERE scan_id = ? AND segment_id = ? AND unit_no = ? AND first_address = ?",
                unit.scanId(),
                unit.segmentId(),
                unit.unit(),
                Sql.key(row.first()));
        sql.update(
                "DELETE FROM deviation WHERE scan_id = ? AND segment_id = ? AND address >= ? AND address <= ?"
                        + " AND protocol = ? AND first_port >= ? AND first_port <= ?",
                unit.scanId(),
                unit.segmentId(),
                Sql.key(row.first()),
                Sql.key(row.last()),
                protocol.number(),
                firstPort,
                lastPort);
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

    /**
     * The next addresses that a scan found with an open port in a segment, ascending, each once.
     *
     * @return empty: none in the range
     */
    public List<Address> openAddresses(long scanId, int segmentId, AddressRange range) throws SQLException {
        return distinct(sql.list(
                "SELECT address FROM deviation WHERE scan_id = ? AND segment_id = ? AND address >= ? AND address <= ?"
                        + " AND state = 1 ORDER BY scan_id, segment_id, address, protocol, first_port LIMIT ?",
                row -> address(row, 1),
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
                row -> address(row, 1),
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
                        address(row, 1),
                        Protocol.of(row.getInt(2)),
                        row.getInt(3),
                        row.getInt(4),
                        segmentId,
                        scanId,
                        Outcome.of(PortState.OPEN, Reason.of(row.getInt(5))),
                        method(row.getInt(6)),
                        row.getLong(7),
                        row.getInt(8),
                        row.getInt(9)),
                scanId,
                segmentId,
                Sql.key(range.first()),
                Sql.key(range.last()));
    }

    /** Committed ports of a scan by segment and outcome. */
    public List<OutcomeCount> counts(long scanId) throws SQLException {
        return sql.list(
                "SELECT segment_id, state, reason, ports FROM outcome_count WHERE scan_id = ?"
                        + " ORDER BY scan_id, segment_id, state, reason",
                row -> new OutcomeCount(
                        scanId,
                        row.getInt(1),
                        Outcome.of(PortState.of(row.getInt(2)), Reason.of(row.getInt(3))),
                        row.getLong(4)),
                scanId);
    }

    /** Adds ports to the counts of a scan in a segment; negative numbers take them back. */
    public void addCounts(long scanId, int segmentId, Map<Outcome, Long> ports) throws SQLException {
        for (Map.Entry<Outcome, Long> entry : ports.entrySet()) {
            int state = entry.getKey().state().number();
            int reason = entry.getKey().reason().number();
            int changed = sql.update(
                    "UPDATE outcome_count SET ports = ports + ?"
                            + " WHERE scan_id = ? AND segment_id = ? AND state = ? AND reason = ?",
                    entry.getValue(),
                    scanId,
                    segmentId,
                    state,
                    reason);
            if (changed == 0) {
                sql.update(
                        "INSERT INTO outcome_count (scan_id, segment_id, state, reason, ports) VALUES (?, ?, ?, ?, ?)",
                        scanId,
                        segmentId,
                        state,
                        reason,
                        entry.getValue());
            }
        }
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
                row.getBytes(11));
    }

    private static Address address(ResultSet row, int column) throws SQLException {
        return Sql.address(row.getBytes(column));
    }

    private static @Nullable Method method(int number) {
        return number == 0 ? null : Method.of(number);
    }

    private static int number(@Nullable Method method) {
        return method == null ? 0 : method.number();
    }
}
