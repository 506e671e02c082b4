package dev.scanctl.coordinator.store.trust;

import dev.scanctl.coordinator.store.Sql;
import java.sql.SQLException;
import java.util.List;

/** What operators may have scanned. */
public final class ScopeTable {
    private final Sql sql;

    ScopeTable(Sql sql) {
        this.sql = sql;
    }

    /** False if there is one of that name. */
    public boolean insert(ScopeRow row) throws SQLException {
        boolean taken = sql.first("SELECT 1 FROM scope WHERE name = ?", found -> true, row.name()).isPresent();
        if (!taken) {
            sql.update(
                    "INSERT INTO scope (name, spec, granted_by, created_ms, expires_ms) VALUES (?, ?, ?, ?, ?)",
                    row.name(), row.spec(), row.grantedBy(), row.createdMs(), row.expiresMs());
        }
        return !taken;
    }

    /** Whether there was one. */
    public boolean delete(String name) throws SQLException {
        return sql.update("DELETE FROM scope WHERE name = ?", name) > 0;
    }

    /** All of them, by name. */
    public List<ScopeRow> list() throws SQLException {
        return sql.list(
                "SELECT name, spec, granted_by, created_ms, expires_ms FROM scope ORDER BY name",
                row -> new ScopeRow(
                        row.getString(1), row.getBytes(2), row.getString(3), row.getLong(4), row.getLong(5)));
    }
}
