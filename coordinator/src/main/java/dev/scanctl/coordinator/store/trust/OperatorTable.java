package dev.scanctl.coordinator.store.trust;

import dev.scanctl.coordinator.store.Sql;
import java.sql.SQLException;
import java.util.List;

/** Operators with certificates. */
public final class OperatorTable {
    private final Sql sql;

    OperatorTable(Sql sql) {
        this.sql = sql;
    }

    /** Takes the place of an operator of that name. */
    public void put(OperatorRow row) throws SQLException {
        sql.update("DELETE FROM operator_identity WHERE name = ?", row.name());
        sql.update(
                "INSERT INTO operator_identity (name, roles, key_hash, created_ms, revoked_ms) VALUES (?, ?, ?, ?, ?)",
                row.name(), row.roles(), row.keyHash(), row.createdMs(), row.revokedMs());
    }

    /** Whether there was one in force. */
    public boolean revoke(String name, long nowMs) throws SQLException {
        return sql.update("UPDATE operator_identity SET revoked_ms = ? WHERE name = ? AND revoked_ms = 0", nowMs, name) > 0;
    }

    /** All of them, by name. */
    public List<OperatorRow> list() throws SQLException {
        return sql.list(
                "SELECT name, roles, key_hash, created_ms, revoked_ms FROM operator_identity ORDER BY name",
                row -> new OperatorRow(
                        row.getString(1), row.getString(2), row.getBytes(3), row.getLong(4), row.getLong(5)));
    }
}
