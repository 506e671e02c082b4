package dev.scanctl.coordinator.ingest;

import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.RunRow;
import dev.scanctl.coordinator.store.row.UnitKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Removes the runs of a scan that is pruned. What they confirmed goes into timelines in the same transaction, so that brackets
 * of changes and last confirmations stay what they were.
 */
public final class LeavingRuns {
    private final Tables tables;
    private final StoredPlans plans;
    private final long scanId;

    public LeavingRuns(Tables tables, StoredPlans plans, long scanId) {
        this.tables = tables;
        this.plans = plans;
        this.scanId = scanId;
    }

    /** So many rows at most; answers how many. Fewer than asked for: there are no more. */
    public int remove(int most) throws SQLException {
        List<RunRow> rows = tables.results().first(scanId, most);
        Optional<ScanPlan> scan = plans.of(tables, scanId);
        if (scan.isPresent()) {
            Map<UnitKey, List<RunRow>> byUnit = new LinkedHashMap<>();
            rows.forEach(row -> byUnit.computeIfAbsent(row.unit(), unit -> new ArrayList<>()).add(row));
            for (Map.Entry<UnitKey, List<RunRow>> entry : byUnit.entrySet()) {
                new EarlierUnit(tables, plans, entry.getKey(), scan.get()).remove(entry.getValue());
            }
        }
        tables.results().delete(rows);
        return rows.size();
    }
}
