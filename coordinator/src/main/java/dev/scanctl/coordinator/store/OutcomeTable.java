package dev.scanctl.coordinator.store;

import dev.scanctl.coordinator.store.row.OutcomeCount;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** How many committed ports of a scan ended how. */
public final class OutcomeTable {
    private final Sql sql;

    OutcomeTable(Sql sql) {
        this.sql = sql;
    }

    /** Committed ports of a scan by segment and outcome. */
    public List<OutcomeCount> counts(long scanId) throws SQLException {
        return sql.list(
                "SELECT segment_id, state, reason, ports FROM outcome_count WHERE scan_id = ?"
                        + " ORDER BY scan_id, segment_id, state, reason",
                row -> new OutcomeCount(
                        scanId,
                        row.getInt(1),
                        Outcome.of(PortState.of(row.getInt(2)), Reason.of(row.getInt(3))),
                        row.getLong(4)),
                scanId);
    }

    /** Adds ports to the counts of a scan in a segment; negative numbers take them back. */
    public void add(long scanId, int segmentId, Map<Outcome, Long> ports) throws SQLException {
        for (Map.Entry<Outcome, Long> entry : ports.entrySet()) {
            int state = entry.getKey().state().number();
            int reason = entry.getKey().reason().number();
            int changed = sql.update(
                    "UPDATE outcome_count SET ports = ports + ?"
                            + " WHERE scan_id = ? AND segment_id = ? AND state = ? AND reason = ?",
                    entry.getValue(),
                    scanId,
                    segmentId,
                    state,
                    reason);
            if (changed == 0) {
                sql.update(
                        "INSERT INTO outcome_count (scan_id, segment_id, state, reason, ports) VALUES (?, ?, ?, ?, ?)",
                        scanId,
                        segmentId,
                        state,
                        reason,
                        entry.getValue());
            }
        }
    }
}
