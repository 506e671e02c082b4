package dev.scanctl.coordinator.store.trust;

import dev.scanctl.coordinator.store.Sql;
import java.sql.SQLException;
import java.util.List;

/** Tokens of operators' programs. */
public final class ApiTokenTable {
    private static final String COLUMNS =
            "id, secret_hash, name, roles, created_ms, expires_ms, last_used_ms, revoked_ms";

    private final Sql sql;

    ApiTokenTable(Sql sql) {
        this.sql = sql;
    }

    public void insert(ApiTokenRow row) throws SQLException {
        sql.update(
                "INSERT INTO api_token (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                row.id(), row.secretHash(), row.name(), row.roles(), row.createdMs(), row.expiresMs(),
                row.lastUsedMs(), row.revokedMs());
    }

    public void used(String id, long atMs) throws SQLException {
        sql.update("UPDATE api_token SET last_used_ms = ? WHERE id = ?", atMs, id);
    }

    /** Whether there was one in force. */
    public boolean revoke(String id, long nowMs) throws SQLException {
        return sql.update("UPDATE api_token SET revoked_ms = ? WHERE id = ? AND revoked_ms = 0", nowMs, id) > 0;
    }

    /** All of them, newest first. */
    public List<ApiTokenRow> list() throws SQLException {
        return sql.list(
                "SELECT " + COLUMNS + " FROM api_token ORDER BY created_ms DESC, id",
                row -> new ApiTokenRow(
                        row.getString(1), row.getBytes(2), row.getString(3), row.getString(4),
                        row.getLong(5), row.getLong(6), row.getLong(7), row.getLong(8)));
    }
}
