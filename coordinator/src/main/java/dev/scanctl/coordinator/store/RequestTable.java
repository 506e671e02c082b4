package dev.scanctl.coordinator.store;

import dev.scanctl.coordinator.store.row.RequestRow;
import java.sql.SQLException;
import java.util.Optional;

/** Requests that changed a scan, so that the same request again changes nothing. */
public final class RequestTable {
    private final Sql sql;
    private final Tables tables;

    RequestTable(Sql sql, Tables tables) {
        this.sql = sql;
        this.tables = tables;
    }

    /** Remembers a request; false if it was remembered before and must change nothing now. */
    public boolean remember(String requestId, long scanId, String verb) throws SQLException {
        if (remembered(requestId).isPresent()) {
            return false;
        }
        sql.update(
                "INSERT INTO request (request_id, scan_id, verb, at_ms) VALUES (?, ?, ?, ?)",
                requestId,
                scanId,
                verb,
                tables.nowMs());
        return true;
    }

    public Optional<RequestRow> remembered(String requestId) throws SQLException {
        return sql.first(
                "SELECT request_id, scan_id, verb, at_ms FROM request WHERE request_id = ?",
                row -> new RequestRow(row.getString(1), row.getLong(2), row.getString(3), row.getLong(4)),
                requestId);
    }
}
