package dev.scanctl.coordinator.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.coordinator.store.row.RemarkTotal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that an earlier version wrote. */
class SchemaTest {

    @Test
    void rowsOfAnEarlierVersionStayAndQualityHasRoomToGrow(@TempDir Path directory) throws SQLException {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + directory.resolve("scanctl"));
        source.setUser("sa");
        source.setPassword("");
        Flyway.configure().dataSource(source).target("3").load().migrate();
        try (Connection earlier = source.getConnection();
                Statement statement = earlier.createStatement()) {
            statement.execute("INSERT INTO segment (id, name, space, created_ms) VALUES (1, 'dmz', 'default', 0)");
            statement.execute("INSERT INTO scan (id, request_id, name, owner, reason, state, priority, rate_pps,"
                    + " host_rate_pps, created_ms, started_ms, ended_ms, spec, plan, names, overlay, overlay_ranges)"
                    + " VALUES (7, 'r', 'old', '', '', 3, 50, 0, 0, 1, 1, 2, X'', X'', X'', 0, X'')");
            statement.execute("INSERT INTO scan_segment (scan_id, segment_id, next_position, units_total, probes_total,"
                    + " units_done, quality) VALUES (7, 1, 1, 1, 10, 1, X'0805')");
        }

        try (Store store = Store.open(directory)) {
            assertThat(quality(store)).isEqualTo(new byte[] {8, 5});
            store.write(Lane.BULK, t -> {
                        t.scans().progress(7, 1, 0, new byte[1_000]);
                        return true;
                    })
                    .join();
            assertThat(quality(store)).hasSize(1_000);
            assertThat(store.<List<RemarkTotal>>read(t -> t.remarks().totals(7, 1))).isEmpty();
        }
    }

    private static byte[] quality(Store store) {
        return store.read(t -> t.scans().quality(7, 1));
    }
}
