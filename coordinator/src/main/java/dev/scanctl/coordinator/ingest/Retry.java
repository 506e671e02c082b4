package dev.scanctl.coordinator.ingest;

import dev.scanctl.coordinator.plan.PlannedUnit;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.RunRow;
import dev.scanctl.coordinator.store.row.ScanHead;
import dev.scanctl.coordinator.store.row.ScanSegmentRow;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Runs;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Walks the units of one scan that left gaps of unknown ports, by key, and puts them back; until the scan is cancelled
 * or deleted.
 */
final class Retry {
    /** Units a transaction looks at: few enough for one that reads all their runs. */
    private static final int STEP = 64;

    private final Store store;
    private final StoredPlans plans;
    private final long scanId;

    Retry(Store store, StoredPlans plans, long scanId) {
        this.store = store;
        this.plans = plans;
        this.scanId = scanId;
    }

    long run() {
        List<ScanSegmentRow> segments = store.read(tables -> tables.scans().segments(scanId));
        return segments.stream().mapToLong(this::run).sum();
    }

    private long run(ScanSegmentRow segment) {
        long putBack = 0;
        Step step = new Step(-1, 0);
        do {
            long after = step.lastUnit;
            step = store.<Step>write(Lane.BULK, tables -> step(tables, segment.segmentId(), after))
                    .join();
            putBack += step.putBack;
        } while (step.lastUnit >= 0);
        return putBack;
    }

    /** What one transaction did. A last unit of −1: there was none left. */
    private record Step(long lastUnit, long putBack) {}

    private Step step(Tables tables, int segmentId, long after) throws SQLException {
        List<UnitKey> units = tables.gaps().page(scanId, segmentId, after, STEP);
        Optional<ScanHead> head = tables.scans().head(scanId);
        if (units.isEmpty() || head.isEmpty() || head.get().state() == ScanState.SCAN_STATE_CANCELLED) {
            return new Step(-1, 0);
        }
        ScanPlan scan = plans.of(tables, head.get());
        long putBack = 0;
        for (UnitKey unit : units) {
            putBack += putBack(tables, tables.units().byKey(unit).orElseThrow(), scan) ? 1 : 0;
        }
        return new Step(units.getLast().unit(), putBack);
    }

    private static boolean putBack(Tables tables, UnitRow unit, ScanPlan scan) throws SQLException {
        boolean toDo = switch (unit.state()) {
            case QUARANTINED -> true;
            case DONE -> forgetUnknown(tables, unit.key(), scan);
            case PENDING, LEASED, CANCELLED -> false;
        };
        if (toDo) {
            UnitRow fresh = new UnitRow(
                    unit.key(),
                    UnitState.PENDING,
                    unit.epoch(),
                    0,
                    unit.agentId(),
                    unit.incarnation(),
                    null,
                    "",
                    false);
            tables.units().move(unit.key(), unit.state(), unit.epoch(), fresh);
            unmark(tables, unit.key());
        }
        return toDo;
    }

    /** A unit in quarantine may have committed hosts with unknown ports: they stay, and so does its mark. */
    private static void unmark(Tables tables, UnitKey unit) throws SQLException {
        if (tables.results().runs(unit).stream().noneMatch(row -> row.has(PortState.UNKNOWN))) {
            tables.gaps().clear(unit);
        }
    }

    /** Deletes a done unit's hosts with unknown ports and takes their counts back; false if there are none. */
    private static boolean forgetUnknown(Tables tables, UnitKey key, ScanPlan scan) throws SQLException {
        List<RunRow> rows = tables.results().runs(key).stream()
                .filter(row -> row.has(PortState.UNKNOWN))
                .toList();
        if (rows.isEmpty()) {
            return false;
        }
        PlannedUnit unit = scan.plan().unit(key.unit());
        Map<Outcome, Long> counts = new HashMap<>();
        for (RunRow row : rows) {
            Runs runs = Runs.decode(row.runs(), unit.ports());
            new HostRuns(new AddressRange(row.first(), row.last()), runs, row.runs(), row.observedMs())
                    .count(counts, -1);
            tables.results().delete(row);
        }
        // They are counted again when the unit is done again.
        long down = Discovered.down(tables, scan, key).size();
        if (down > 0) {
            counts.merge(Discovered.HOST_DOWN, -down * unit.ports().size(), Long::sum);
        }
        tables.outcomes().add(key.scanId(), key.segmentId(), counts);
        tables.scans()
                .progress(
                        key.scanId(),
                        key.segmentId(),
                        -1,
                        tables.scans().quality(key.scanId(), key.segmentId()));
        return true;
    }
}
