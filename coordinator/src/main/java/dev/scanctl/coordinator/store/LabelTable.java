package dev.scanctl.coordinator.store;

import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Names that operators gave to addresses. */
public final class LabelTable {
    private final Sql sql;

    LabelTable(Sql sql) {
        this.sql = sql;
    }

    /** The addresses of every label, by name. */
    public Map<String, AddressSet> all() throws SQLException {
        Map<String, List<AddressRange>> ranges = new TreeMap<>();
        sql.list(
                "SELECT name, first_address, last_address FROM label ORDER BY name, first_address",
                row -> ranges.computeIfAbsent(row.getString(1), name -> new ArrayList<>()).add(range(row)));
        Map<String, AddressSet> labels = new TreeMap<>();
        ranges.forEach((name, some) -> labels.put(name, AddressSet.of(some)));
        return labels;
    }

    private static AddressRange range(ResultSet row) throws SQLException {
        return new AddressRange(ResultTable.address(row, 2), ResultTable.address(row, 3));
    }

    /** Puts these addresses in the place of those a label has; none: the label is gone. */
    public void replace(String name, AddressSet addresses) throws SQLException {
        sql.update("DELETE FROM label WHERE name = ?", name);
        PreparedStatement insert =
                sql.statement("INSERT INTO label (name, first_address, last_address) VALUES (?, ?, ?)");
        insert.clearBatch();
        for (AddressRange range : addresses.ranges()) {
            insert.setString(1, name);
            insert.setBytes(2, Sql.key(range.first()));
            insert.setBytes(3, Sql.key(range.last()));
            insert.addBatch();
        }
        insert.executeBatch();
    }
}
