package dev.scanctl.coordinator.store.trust;

import dev.scanctl.coordinator.store.Sql;
import java.sql.SQLException;
import java.util.Optional;

/** Tokens that agents enrol with. */
public final class JoinTokenTable {
    private static final String COLUMNS =
            "id, secret_hash, segment, space, name, needs_approval, created_ms, expires_ms, agent_id";

    private final Sql sql;

    JoinTokenTable(Sql sql) {
        this.sql = sql;
    }

    public void insert(JoinTokenRow row) throws SQLException {
        sql.update(
                "INSERT INTO join_token (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row.id(), row.secretHash(), row.segment(), row.space(), row.name(), row.needsApproval(),
                row.createdMs(), row.expiresMs(), row.agentId());
    }

    public Optional<JoinTokenRow> byId(String id) throws SQLException {
        return sql.first(
                "SELECT " + COLUMNS + " FROM join_token WHERE id = ?",
                row -> new JoinTokenRow(
                        row.getString(1), row.getBytes(2), row.getString(3), row.getString(4), row.getString(5),
                        row.getBoolean(6), row.getLong(7), row.getLong(8), row.getString(9)),
                id);
    }

    /** It has made that identity, and makes no other. */
    public void used(String id, String agentId) throws SQLException {
        sql.update("UPDATE join_token SET agent_id = ? WHERE id = ?", agentId, id);
    }
}
