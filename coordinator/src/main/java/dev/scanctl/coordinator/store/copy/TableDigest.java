package dev.scanctl.coordinator.store.copy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * All of one table in a few bytes.
 *
 * @param rows how many there are
 * @param sha256 of all values, hexadecimal, in the order in which the rows are stored
 */
public record TableDigest(long rows, String sha256) {

    /** Reads the table row by row; memory is for one row. */
    static TableDigest of(Connection connection, String table) throws SQLException {
        MessageDigest digest = newDigest();
        long rows = 0;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM \"" + table + "\" ORDER BY _ROWID_")) {
            ResultSetMetaData columns = row.getMetaData();
            while (row.next()) {
                rows++;
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    add(digest, value(row, i, columns.getColumnType(i)));
                }
            }
        }
        return new TableDigest(rows, HexFormat.of().formatHex(digest.digest()));
    }

    private static byte @Nullable [] value(ResultSet row, int column, int type) throws SQLException {
        return switch (type) {
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> row.getBytes(column);
            default -> {
                String text = row.getString(column);
                yield text == null ? null : text.getBytes(UTF_8);
            }
        };
    }

    /** With its length in front, so that no two rows read alike. */
    private static void add(MessageDigest digest, byte @Nullable [] value) {
        digest.update(ByteBuffer.allocate(4).putInt(value == null ? -1 : value.length).flip());
        if (value != null) {
            digest.update(value);
        }
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
