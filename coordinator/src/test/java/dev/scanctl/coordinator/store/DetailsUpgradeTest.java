package dev.scanctl.coordinator.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.PlannedUnit;
import dev.scanctl.coordinator.plan.UnitShape;
import dev.scanctl.coordinator.store.row.OpenDetails;
import dev.scanctl.coordinator.store.row.RunRow;
import dev.scanctl.coordinator.store.row.TimelineRow;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import dev.scanctl.wire.Runs;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store in which each open port had a row of its own for how it answered. */
@SuppressWarnings("NullAway.Init") // set by JUnit
class DetailsUpgradeTest {
    private static final long SCAN = 7;
    private static final int SEGMENT = 1;
    private static final Outcome OPEN = Outcome.of(PortState.OPEN, Reason.SYN_ACK);
    private static final Outcome CLOSED = Outcome.of(PortState.CLOSED, Reason.CONN_REFUSED);
    private static final AddressRange HOSTS = new AddressRange(Address.parse("10.0.0.0"), Address.parse("10.0.0.3"));
    /** Units of some of the ports, over both protocols. */
    private static final Plan PLAN = Plan.of(
            AddressSet.of(HOSTS), PortSet.of(new PortRange(1, 120)), PortSet.of(new PortRange(40, 60)),
            new UnitShape(300, 40, 60, 10), 1);

    @TempDir
    Path data;

    @BeforeEach
    void makeAnOldStore() throws SQLException {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + data.resolve(Database.NAME));
        source.setUser("sa");
        source.setPassword("");
        Flyway.configure().dataSource(source).target("14").load().migrate();
        try (Connection old = source.getConnection()) {
            fill(old);
        }
    }

    private static void fill(Connection old) throws SQLException {
        try (Statement statement = old.createStatement();
                PreparedStatement scan = old.prepareStatement("INSERT INTO scan (id, request_id, name, owner, reason, state, priority,"
                        + " rate_pps, host_rate_pps, created_ms, started_ms, ended_ms, spec, plan, names, overlay, overlay_ranges)"
                        + " VALUES (7, 'r', 'old', '', '', 3, 50, 0, 0, 1, 1, 2, X'', ?, X'', 0, X'')")) {
            statement.execute("INSERT INTO segment (id, name, space, created_ms) VALUES (1, 'dmz', 'default', 0)");
            scan.setBytes(1, PLAN.encode());
            scan.execute();
            statement.execute("INSERT INTO scan_segment (scan_id, segment_id, next_position, units_total, probes_total,"
                    + " units_done, quality) VALUES (7, 1, 1, 1, 10, 1, X'')");
            statement.execute("INSERT INTO timeline (segment_id, first_address, protocol, method, zone, last_address, changed_ms,"
                    + " intervals) VALUES (1, X'040a000000', 1, 1, '', X'040a000000', 0, X'010000'),"
                    + " (1, X'040a000001', 1, 1, '', X'040a000001', 0, SECURE_RAND(20000))");
        }
        for (long unit = 0; unit < PLAN.unitCount(); unit++) {
            fill(old, PLAN.unit(unit));
        }
    }

    /** The first host for itself, the others as one. */
    private static void fill(Connection old, PlannedUnit unit) throws SQLException {
        Runs runs = runs(unit);
        for (int first : new int[] {0, 1}) {
            try (PreparedStatement run = old.prepareStatement("INSERT INTO run (scan_id, segment_id, unit_no, first_address, last_address,"
                    + " epoch, commit_no, method, states, observed_ms, runs) VALUES (7, 1, ?, ?, ?, 1, 1, 1, 6, 5, ?)")) {
                run.setLong(1, unit.number());
                run.setBytes(2, Sql.key(HOSTS.first().plus(first)));
                run.setBytes(3, Sql.key(HOSTS.first().plus(first * 3L)));
                run.setBytes(4, runs.encode());
                run.execute();
            }
        }
        for (int host = 0; host < 4; host++) {
            for (int rank = 0; rank < unit.ports().size(); rank++) {
                int port = unit.ports().at(rank);
                if (runs.at(port) == OPEN) {
                    answered(old, unit, host, port);
                }
            }
        }
    }

    private static void answered(Connection old, PlannedUnit unit, int host, int port) throws SQLException {
        try (PreparedStatement row = old.prepareStatement("INSERT INTO deviation (address, protocol, first_port, last_port, segment_id,"
                + " scan_id, state, reason, method, observed_ms, rtt_micros, attempts) VALUES (?, ?, ?, ?, 1, 7, 1, 1, 1, 5, ?, ?)")) {
            row.setBytes(1, Sql.key(HOSTS.first().plus(host)));
            row.setInt(2, unit.protocol().number());
            row.setInt(3, port);
            row.setInt(4, port);
            row.setInt(5, rttMicros(unit, host, port));
            row.setInt(6, attempts(host, port));
            row.execute();
        }
    }

    private static Runs runs(PlannedUnit unit) {
        return Runs.of(unit.ports(), rank -> unit.ports().at(rank) % 5 == 0 ? OPEN : CLOSED);
    }

    private static int rttMicros(PlannedUnit unit, int host, int port) {
        return unit.protocol().number() * 1_000_000 + host * 1_000 + port;
    }

    private static int attempts(int host, int port) {
        return 1 + (host + port) % 3;
    }

    @Test
    void detailsOfOpenPortsAreBesideTheRunsOfTheirUnit() {
        int told = 0;
        try (Store store = Store.open(data)) {
            for (long number = 0; number < PLAN.unitCount(); number++) {
                PlannedUnit unit = PLAN.unit(number);
                UnitKey key = new UnitKey(SCAN, SEGMENT, number);
                for (RunRow row : store.<List<RunRow>>read(tables -> tables.results().runs(key))) {
                    told += told(row, unit);
                }
            }
        }
        assertThat(told).isEqualTo(4 * (120 / 5 + 5));
    }

    /** How many open ports of a row's hosts have the details that they had. */
    private static int told(RunRow row, PlannedUnit unit) {
        OpenDetails details = new OpenDetails(row.details(), Runs.decode(row.runs(), unit.ports()));
        int told = 0;
        for (int place = 0; place <= row.last().minus(row.first()); place++) {
            int host = (int) row.first().minus(HOSTS.first()) + place;
            for (int rank = 0; rank < unit.ports().size(); rank++) {
                int port = unit.ports().at(rank);
                boolean open = port % 5 == 0;
                assertThat(details.rttMicros(place, port)).isEqualTo(open ? rttMicros(unit, host, port) : 0);
                assertThat(details.attempts(place, port)).isEqualTo(open ? attempts(host, port) : 0);
                told += open ? 1 : 0;
            }
        }
        return told;
    }

    @Test
    void timelinesDoNotTellTheirStatesUntilTheyChangeAndLongOnesMayHaveForgotten() {
        try (Store store = Store.open(data)) {
            List<TimelineRow> rows = store.read(tables -> tables.timelines().everOpen(SEGMENT, HOSTS, 10));
            assertThat(rows).extracting(TimelineRow::states).containsExactly(0, TimelineRow.FORGOTTEN);
            assertThat(rows).extracting(TimelineRow::mayHaveForgotten).containsExactly(false, true);
        }
    }
}
