package dev.scanctl.coordinator.store;

import dev.scanctl.coordinator.store.row.AgentRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Agents that ever said hello. */
public final class AgentTable {
    private static final String COLUMNS = "id, name, segment_id, version, platform, capabilities, incarnation,"
            + " first_seen_ms, last_seen_ms, clock_skew_ms";

    private final Sql sql;

    AgentTable(Sql sql) {
        this.sql = sql;
    }

    /** Keeps what an agent says of itself; the first time it was seen stays. */
    public void hello(AgentRow agent) throws SQLException {
        int changed = sql.update(
                "UPDATE agent SET name = ?, segment_id = ?, version = ?, platform = ?, capabilities = ?,"
                        + " incarnation = ?, last_seen_ms = ?, clock_skew_ms = ? WHERE id = ?",
                agent.name(),
                agent.segmentId(),
                agent.version(),
                agent.platform(),
                agent.capabilities(),
                agent.incarnation(),
                agent.lastSeenMs(),
                agent.clockSkewMs(),
                agent.id());
        if (changed == 0) {
            insert(agent);
        }
    }

    private void insert(AgentRow agent) throws SQLException {
        sql.update(
                "INSERT INTO agent (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                agent.id(),
                agent.name(),
                agent.segmentId(),
                agent.version(),
                agent.platform(),
                agent.capabilities(),
                agent.incarnation(),
                agent.firstSeenMs(),
                agent.lastSeenMs(),
                agent.clockSkewMs());
    }

    /** Whether there is such an agent; its last-seen time moves on, never back. */
    public boolean seen(String id, long atMs) throws SQLException {
        return sql.update(
                        "UPDATE agent SET last_seen_ms = GREATEST(last_seen_ms, CAST(? AS BIGINT)) WHERE id = ?",
                        atMs,
                        id)
                > 0;
    }

    public Optional<AgentRow> byId(String id) throws SQLException {
        return sql.first("SELECT " + COLUMNS + " FROM agent WHERE id = ?", AgentTable::row, id);
    }

    /** All of them, by name, then identity. */
    public List<AgentRow> list() throws SQLException {
        return sql.list("SELECT " + COLUMNS + " FROM agent ORDER BY name, id", AgentTable::row);
    }

    private static AgentRow row(ResultSet row) throws SQLException {
        return new AgentRow(
                row.getString(1),
                row.getString(2),
                row.getInt(3),
                row.getString(4),
                row.getString(5),
                row.getBytes(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10));
    }
}
