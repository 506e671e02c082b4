package dev.scanctl.coordinator.store;

import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.PlannedUnit;
import dev.scanctl.coordinator.store.row.OpenDetails;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Runs;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;

/**
 * The fifteenth schema. Ports that differ from their host have no row of their own any more: how open ones answered stands
 * beside the runs, which only a scan's plan can tell apart, and who had an open port is asked of the timelines.
 */
final class DetailsBesideRuns implements JavaMigration {
    private static final int PAGE = 500;

    private static final List<String> BEFORE = List.of(
            "ALTER TABLE run ADD COLUMN details VARBINARY(1000000) DEFAULT X'' NOT NULL", // see OpenDetails
            "ALTER TABLE scan_segment ADD COLUMN first_ms BIGINT DEFAULT 0 NOT NULL", // see ScanSegmentRow
            "ALTER TABLE timeline ADD COLUMN states SMALLINT DEFAULT 0 NOT NULL", // see TimelineRow
            // Long ones may have been shortened.
            "UPDATE timeline SET states = 1 WHERE OCTET_LENGTH(intervals) > 10000",
            "CREATE INDEX scan_by_end ON scan (ended_ms, id)");

    private static final String AFTER = "DROP TABLE deviation";

    @Override
    public MigrationVersion getVersion() {
        return MigrationVersion.fromVersion("15");
    }

    @Override
    public String getDescription() {
        return "details beside runs";
    }

    @Override
    public Integer getChecksum() {
        return 1;
    }

    @Override
    public boolean canExecuteInTransaction() {
        return true;
    }

    @Override
    public void migrate(Context context) throws SQLException {
        Connection connection = context.getConnection();
        try (Statement statement = connection.createStatement()) {
            for (String sql : BEFORE) {
                statement.execute(sql);
            }
            Sql sql = new Sql(connection);
            for (long scan : sql.list("SELECT id FROM scan ORDER BY id", row -> row.getLong(1))) {
                byte[] plan = sql.first("SELECT plan FROM scan WHERE id = ?", row -> row.getBytes(1), scan).orElseThrow();
                new OfScan(sql, scan).move(plan);
            }
            statement.execute(AFTER);
        }
    }

    /** Moves the details of one scan's ports. */
    private record OfScan(Sql sql, long scanId) {
        private static final String OPEN_ROWS =
                "SELECT segment_id, unit_no, first_address, last_address, runs FROM run WHERE scan_id = ? AND segment_id = ?"
                        + " AND (unit_no > ? OR unit_no = ? AND first_address > ?) AND MOD(states / 2, 2) = 1"
                        + " ORDER BY scan_id, segment_id, unit_no, first_address LIMIT ?";

        private record Row(int segmentId, long unit, AddressRange hosts, byte[] runs) {}

        private record Answer(int rttMicros, int attempts) {}

        private record Port(long host, int port) {}

        void move(byte[] encoded) throws SQLException {
            List<Integer> segments = sql.list(
                    "SELECT segment_id FROM scan_segment WHERE scan_id = ? AND EXISTS (SELECT 1 FROM deviation d WHERE d.scan_id = ?)",
                    row -> row.getInt(1),
                    scanId,
                    scanId);
            if (segments.isEmpty()) {
                return;
            }
            Plan plan = Plan.decode(encoded);
            for (int segment : segments) {
                for (List<Row> rows = after(segment, -1, new byte[0]); !rows.isEmpty(); ) {
                    for (Row row : rows) {
                        move(row, plan.unit(row.unit));
                    }
                    Row last = rows.getLast();
                    rows = after(segment, last.unit, Sql.key(last.hosts.first()));
                }
            }
        }

        private List<Row> after(int segmentId, long unit, byte[] address) throws SQLException {
            return sql.list(
                    OPEN_ROWS,
                    row -> new Row(
                            row.getInt(1),
                            row.getLong(2),
                            new AddressRange(ResultTable.address(row, 3), ResultTable.address(row, 4)),
                            row.getBytes(5)),
                    scanId,
                    segmentId,
                    unit,
                    unit,
                    address,
                    PAGE);
        }

        private void move(Row row, PlannedUnit unit) throws SQLException {
            Map<Port, Answer> answers = new HashMap<>();
            sql.list(
                    "SELECT address, first_port, rtt_micros, attempts FROM deviation WHERE scan_id = ? AND segment_id = ?"
                            + " AND address >= ? AND address <= ? AND protocol = ? AND state = ? AND first_port = last_port",
                    found -> answers.put(
                            new Port(ResultTable.address(found, 1).minus(row.hosts.first()), found.getInt(2)),
                            new Answer(found.getInt(3), found.getInt(4))),
                    scanId,
                    row.segmentId,
                    Sql.key(row.hosts.first()),
                    Sql.key(row.hosts.last()),
                    unit.protocol().number(),
                    PortState.OPEN.number());
            byte[] details = OpenDetails.encode(Runs.decode(row.runs, unit.ports()), row.hosts.size(), known(answers));
            if (details.length > 0) {
                sql.update(
                        "UPDATE run SET details = ? WHERE scan_id = ? AND segment_id = ? AND unit_no = ? AND first_address = ?",
                        details,
                        scanId,
                        row.segmentId,
                        row.unit,
                        Sql.key(row.hosts.first()));
            }
        }

        private static OpenDetails.Known known(Map<Port, Answer> answers) {
            Answer none = new Answer(0, 0);
            return new OpenDetails.Known() {
                @Override
                public int rttMicros(long host, int port) {
                    return answers.getOrDefault(new Port(host, port), none).rttMicros;
                }

                @Override
                public int attempts(long host, int port) {
                    return answers.getOrDefault(new Port(host, port), none).attempts;
                }
            };
        }
    }
}
