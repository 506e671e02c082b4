package dev.scanctl.coordinator.store;

import dev.scanctl.coordinator.store.row.FilterRow;
import java.sql.SQLException;
import java.util.List;

/** Filters that operators gave a name. */
public final class FilterTable {
    private final Sql sql;
    private final Tables tables;

    FilterTable(Sql sql, Tables tables) {
        this.sql = sql;
        this.tables = tables;
    }

    /** All of them, by name. */
    public List<FilterRow> list() throws SQLException {
        return sql.list(
                "SELECT name, expression, changed_ms FROM saved_filter ORDER BY name",
                row -> new FilterRow(row.getString(1), row.getString(2), row.getLong(3)));
    }

    /** Keeps a filter, in the place of one of the same name. */
    public void save(String name, String expression) throws SQLException {
        delete(name);
        sql.update(
                "INSERT INTO saved_filter (name, expression, changed_ms) VALUES (?, ?, ?)",
                name,
                expression,
                tables.nowMs());
    }

    /** False if there is none of this name. */
    public boolean delete(String name) throws SQLException {
        return sql.update("DELETE FROM saved_filter WHERE name = ?", name) > 0;
    }
}
