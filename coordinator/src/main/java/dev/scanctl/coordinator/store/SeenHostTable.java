package dev.scanctl.coordinator.store;

import dev.scanctl.coordinator.store.row.AddressBlock;
import dev.scanctl.coordinator.store.row.SeenHostRow;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** When hosts answered first and last, from each segment; a row for each {@link AddressBlock} with such hosts. */
public final class SeenHostTable {
    private static final String SELECT = "SELECT first_address, segment_id, zone, seen FROM seen_host";

    private final Sql sql;

    SeenHostTable(Sql sql) {
        this.sql = sql;
    }

    /** What is kept of a block. */
    public Optional<byte[]> of(Address block, int segmentId, String zone) throws SQLException {
        return sql.first(
                "SELECT seen FROM seen_host WHERE first_address = ? AND segment_id = ? AND zone = ?",
                row -> row.getBytes(1),
                Sql.key(block),
                segmentId,
                zone);
    }

    /** Puts a row in the place of the one that its block has. */
    public void put(SeenHostRow row) throws SQLException {
        int known = sql.update(
                "UPDATE seen_host SET seen = ? WHERE first_address = ? AND segment_id = ? AND zone = ?",
                row.seen(),
                Sql.key(row.block()),
                row.segmentId(),
                row.zone());
        if (known == 0) {
            sql.update(
                    "INSERT INTO seen_host (first_address, segment_id, zone, seen) VALUES (?, ?, ?, ?)",
                    Sql.key(row.block()),
                    row.segmentId(),
                    row.zone(),
                    row.seen());
        }
    }

    /** The first block that touches a range and has a row; empty: none. */
    public Optional<Address> next(AddressRange range) throws SQLException {
        return sql.first(
                "SELECT first_address FROM seen_host WHERE first_address >= ? AND first_address <= ?"
                        + " ORDER BY first_address, segment_id, zone LIMIT 1",
                row -> ResultTable.address(row, 1),
                Sql.key(AddressBlock.of(range.first())),
                Sql.key(range.last()));
    }

    /** All rows of a block, by segment and zone. */
    public List<SeenHostRow> of(Address block) throws SQLException {
        return sql.list(
                SELECT + " WHERE first_address = ? ORDER BY first_address, segment_id, zone",
                SeenHostTable::row,
                Sql.key(block));
    }

    private static SeenHostRow row(ResultSet row) throws SQLException {
        return new SeenHostRow(ResultTable.address(row, 1), row.getInt(2), row.getString(3), row.getBytes(4));
    }
}
