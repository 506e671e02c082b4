package dev.scanctl.coordinator.store.trust;

import dev.scanctl.coordinator.store.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Agents that enrolled. None is ever removed. */
public final class AgentIdentityTable {
    private static final String COLUMNS =
            "id, name, segment, space, key_hash, standing, created_ms, expires_ms, authority";

    private final Sql sql;

    AgentIdentityTable(Sql sql) {
        this.sql = sql;
    }

    public void insert(AgentIdentityRow row) throws SQLException {
        sql.update(
                "INSERT INTO agent_identity (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row.id(), row.name(), row.segment(), row.space(), row.keyHash(), row.standing().word(),
                row.createdMs(), row.expiresMs(), row.authority());
    }

    public void standing(String id, AgentIdentityRow.Standing standing) throws SQLException {
        sql.update("UPDATE agent_identity SET standing = ? WHERE id = ?", standing.word(), id);
    }

    /** It was given a certificate. */
    public void certified(String id, long expiresMs, byte[] authority) throws SQLException {
        sql.update("UPDATE agent_identity SET expires_ms = ?, authority = ? WHERE id = ?", expiresMs, authority, id);
    }

    public Optional<AgentIdentityRow> byId(String id) throws SQLException {
        return sql.first("SELECT " + COLUMNS + " FROM agent_identity WHERE id = ?", AgentIdentityTable::row, id);
    }

    /** All of them, by name, then identity. */
    public List<AgentIdentityRow> list() throws SQLException {
        return sql.list("SELECT " + COLUMNS + " FROM agent_identity ORDER BY name, id", AgentIdentityTable::row);
    }

    private static AgentIdentityRow row(ResultSet row) throws SQLException {
        return new AgentIdentityRow(
                row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getBytes(5),
                AgentIdentityRow.Standing.ofWord(row.getString(6)), row.getLong(7), row.getLong(8), row.getBytes(9));
    }
}
