package dev.scanctl.coordinator.store;

import dev.scanctl.coordinator.store.row.SegmentRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Segments: named once, never removed. */
public final class SegmentTable {
    private static final String SELECT = "SELECT id, name, space FROM segment ";

    private final Sql sql;
    private final Tables tables;

    SegmentTable(Sql sql, Tables tables) {
        this.sql = sql;
        this.tables = tables;
    }

    /** The segment of this name; made with that address space if there is none. */
    public SegmentRow findOrCreate(String name, String space) throws SQLException {
        Optional<SegmentRow> known = byName(name);
        if (known.isPresent()) {
            return known.get();
        }
        long id = sql.insert(
                "INSERT INTO segment (name, space, created_ms) VALUES (?, ?, ?)", name, space, tables.nowMs());
        return new SegmentRow((int) id, name, space);
    }

    public Optional<SegmentRow> byName(String name) throws SQLException {
        return sql.first(SELECT + "WHERE name = ?", SegmentTable::row, name);
    }

    public Optional<SegmentRow> byId(int id) throws SQLException {
        return sql.first(SELECT + "WHERE id = ?", SegmentTable::row, id);
    }

    /** All of them, by name. */
    public List<SegmentRow> list() throws SQLException {
        return sql.list(SELECT + "ORDER BY name", SegmentTable::row);
    }

    private static SegmentRow row(ResultSet row) throws SQLException {
        return new SegmentRow(row.getInt(1), row.getString(2), row.getString(3));
    }
}
