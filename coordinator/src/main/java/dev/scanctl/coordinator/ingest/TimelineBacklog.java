package dev.scanctl.coordinator.ingest;

import dev.scanctl.coordinator.store.BacklogTable;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.UnitKey;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Puts the runs of scans from before there were timelines, and of imported ones, into timelines. In steps of a transaction each that say how far
 * they got: ended at any point, it goes on there, and what it did twice changes nothing.
 */
public final class TimelineBacklog {
    private static final System.Logger LOG = System.getLogger(TimelineBacklog.class.getName());
    /** Units a transaction takes: some tenths of a second. */
    private static final int STEP = 64;

    private final Store store;
    private final StoredPlans plans;

    public TimelineBacklog(Store store, StoredPlans plans) {
        this.store = store;
        this.plans = plans;
    }

    /** Returns when all are in. */
    public void run() {
        long scans = store.read(tables -> tables.backlog().size());
        if (scans == 0) {
            return;
        }
        LOG.log(Level.INFO, "Building the history of hosts from the runs of {0} earlier scans.", scans);
        work();
        LOG.log(Level.INFO, "The history of hosts is complete.");
    }

    /** The same without a word: for scans that came as a whole. */
    public void work() {
        boolean more = true;
        while (more) {
            more = store.<Boolean>write(Lane.BULK, this::step).join();
        }
    }

    private boolean step(Tables tables) throws SQLException {
        Optional<BacklogTable.Begin> from = tables.backlog().first();
        if (from.isEmpty()) {
            return false;
        }
        UnitKey at = from.get().unit();
        Optional<ScanPlan> scan = plans.of(tables, at.scanId());
        for (int i = 0; i < STEP && scan.isPresent(); i++) {
            OptionalLong unit = firstUnit(tables, at);
            if (unit.isEmpty()) {
                break;
            }
            UnitKey next = new UnitKey(at.scanId(), at.segmentId(), unit.getAsLong());
            new EarlierUnit(tables, plans, next, scan.get()).take(from.get().timelines());
            at = new UnitKey(at.scanId(), at.segmentId(), unit.getAsLong() + 1);
            if (i == STEP - 1) {
                tables.backlog().moveTo(at);
                return true;
            }
        }
        tables.backlog().done(at);
        return true;
    }

    /** From one on, of ports or of discovery. */
    private static OptionalLong firstUnit(Tables tables, UnitKey from) throws SQLException {
        Optional<Long> ports =
                tables.results().firstUnit(from.scanId(), from.segmentId(), from.unit(), Long.MAX_VALUE);
        Optional<Long> discovery = tables.discovery().firstUnit(from.scanId(), from.segmentId(), from.unit());
        return Stream.concat(ports.stream(), discovery.stream()).mapToLong(unit -> unit).min();
    }
}
