package dev.scanctl.coordinator.prune;

import dev.scanctl.coordinator.ingest.LeavingRuns;
import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Space;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.ScanRow;
import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Removes the raw results of scans that ended long ago. A scan is marked first, in a transaction of its own, so that what is
 * left of it when the coordinator is killed never passes for all that was found; the next run removes the rest. Any thread.
 */
public final class Pruning {
    private static final Logger LOG = System.getLogger(Pruning.class.getName());

    private final Store store;
    private final StoredPlans plans;
    private final Clock clock;

    public Pruning(Store store, StoredPlans plans, Clock clock) {
        this.store = store;
        this.plans = plans;
        this.clock = clock;
    }

    /** Hears how far it is. */
    public interface Listener {
        /**
         * Called after each batch, and once for each scan in the end.
         *
         * @param rows removed of this scan so far
         * @param done nothing of it is left
         * @return whether to go on
         */
        boolean removed(ScanRow scan, long rows, boolean done);
    }

    /** What one batch did, and how long it had the writer. */
    private record Batch(int rows, Duration length) {}

    /**
     * Goes through the scans that ended so long ago, oldest first.
     *
     * @param dryRun only names them
     */
    public void run(Duration age, boolean dryRun, Listener listener) throws InterruptedException {
        long before = clock.instant().minus(age).toEpochMilli();
        List<Long> scans = store.read(tables -> tables.pruned().removable(before));
        BatchSize size = new BatchSize();
        for (long id : scans) {
            Optional<ScanRow> scan = store.read(tables -> tables.scans().byId(id));
            if (scan.isPresent() && !(dryRun ? listener.removed(scan.get(), 0, false) : remove(scan.get(), size, listener))) {
                return;
            }
        }
    }

    /** How much of the store's file is in use now. */
    public Space space() {
        return store.read(Space::of);
    }

    private boolean remove(ScanRow scan, BatchSize size, Listener listener) throws InterruptedException {
        if (!store.write(Lane.CONTROL, tables -> tables.pruned().begin(scan.id())).join()) {
            return true;
        }
        long rows = 0;
        for (boolean more = true; more; ) {
            int most = size.rows();
            Batch batch = store.write(Lane.BULK, tables -> batch(tables, scan.id(), most)).join();
            size.took(batch.length());
            rows += batch.rows();
            more = batch.rows() == most;
            if (!listener.removed(scan, rows, !more)) {
                return false;
            }
            // As long again for everybody else: results come in at half the pace at worst.
            Thread.sleep(batch.length());
        }
        LOG.log(Level.INFO, "The results of scan {0} were pruned: {1} rows.", scan.id(), rows);
        return true;
    }

    private Batch batch(Tables tables, long scanId, int most) throws SQLException {
        long start = System.nanoTime();
        int rows = new LeavingRuns(tables, plans, scanId).remove(most);
        if (rows < most) {
            rows += tables.pruned().removeSome(scanId, most - rows);
        }
        return new Batch(rows, Duration.ofNanos(System.nanoTime() - start));
    }
}
