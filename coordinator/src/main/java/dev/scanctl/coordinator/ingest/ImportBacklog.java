package dev.scanctl.coordinator.ingest;

import dev.scanctl.coordinator.store.BacklogTable;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.UnitKey;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts the runs of a scan that was imported into timelines. Nobody adds to these runs, so that a reader makes the next step ready
 * while the writer stores the last one; hosts that have timelines by then are taken as any others. Steps say how far they
 * got, so that it may end at any point.
 */
final class ImportBacklog {
    /** Steps on their way to the disk. */
    private static final int MOST_WRITES = 2;

    private final Store store;
    private final StoredPlans plans;
    private final long scanId;

    ImportBacklog(Store store, StoredPlans plans, long scanId) {
        this.store = store;
        this.plans = plans;
        this.scanId = scanId;
    }

    /**
     * Some units of a scan in a segment, made ready.
     *
     * @param from all below it are in
     * @param next all below it are in then; null: and there are no more
     */
    private record Step(UnitKey from, List<EarlierUnit.Ready> units, @Nullable UnitKey next) {}

    /** Returns when all are in, or it may not go on; or when something is left that has to be taken as any other scan. */
    void work(BooleanSupplier goesOn) {
        Optional<Step> step = store.read(tables -> first(tables));
        Queue<CompletableFuture<Boolean>> writes = new ArrayDeque<>();
        boolean taken = true;
        while (step.isPresent() && taken && goesOn.getAsBoolean()) {
            Step now = step.get();
            UnitKey next = now.next();
            writes.add(store.write(Lane.BULK, tables -> take(tables, now)));
            step = next == null ? Optional.empty() : store.read(tables -> ready(tables, next));
            while (taken && writes.size() >= MOST_WRITES) {
                taken = writes.remove().join();
            }
        }
        writes.forEach(CompletableFuture::join);
    }

    private Optional<BacklogTable.Begin> begin(Tables tables) throws SQLException {
        return tables.backlog().first(scanId, scanId).filter(BacklogTable.Begin::timelines);
    }

    private Optional<Step> first(Tables tables) throws SQLException {
        Optional<BacklogTable.Begin> begin = begin(tables);
        return begin.isPresent() ? ready(tables, begin.get().unit()) : Optional.empty();
    }

    /** Empty: there is no such scan any more. */
    private Optional<Step> ready(Tables tables, UnitKey from) throws SQLException {
        long start = System.nanoTime();
        Optional<ScanPlan> scan = plans.of(tables, from.scanId());
        if (scan.isEmpty()) {
            return Optional.empty();
        }
        List<EarlierUnit.Ready> units = new ArrayList<>();
        UnitKey at = from;
        while (System.nanoTime() - start < TimelineBacklog.STEP_NANOS) {
            OptionalLong unit = TimelineBacklog.firstUnit(tables, at);
            if (unit.isEmpty()) {
                return Optional.of(new Step(from, units, null));
            }
            UnitKey key = new UnitKey(at.scanId(), at.segmentId(), unit.getAsLong());
            units.add(new EarlierUnit(tables, plans, key, scan.get()).ready());
            at = new UnitKey(at.scanId(), at.segmentId(), unit.getAsLong() + 1);
        }
        return Optional.of(new Step(from, units, at));
    }

    /** Whether the scan still stood where the step begins. */
    private boolean take(Tables tables, Step step) throws SQLException {
        Optional<BacklogTable.Begin> begin = begin(tables);
        Optional<ScanPlan> scan = plans.of(tables, scanId);
        if (begin.isEmpty() || scan.isEmpty() || !begin.get().unit().equals(step.from())) {
            return false;
        }
        for (EarlierUnit.Ready unit : step.units()) {
            new EarlierUnit(tables, plans, unit.key(), scan.get()).take(unit);
        }
        if (step.next() == null) {
            tables.backlog().done(step.from());
        } else {
            tables.backlog().moveTo(step.next());
        }
        return true;
    }
}
