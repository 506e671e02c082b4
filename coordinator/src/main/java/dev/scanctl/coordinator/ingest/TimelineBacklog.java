package dev.scanctl.coordinator.ingest;

import dev.scanctl.coordinator.store.BacklogTable;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.UnitKey;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts the runs of scans from before there were timelines, and of imported ones, into timelines. In steps of a transaction each that say how far
 * they got: ended at any point, it goes on there, and what it did twice changes nothing. Results that come meanwhile are taken in
 * as always; the history is the same in the end. Once started it has a thread of its own.
 */
public final class TimelineBacklog implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(TimelineBacklog.class.getName());
    /** What a step has the writer for, and one more unit: results that come wait as long. */
    static final long STEP_NANOS = 50_000_000;

    private final Store store;
    private final StoredPlans plans;
    private volatile boolean closed;
    private volatile @Nullable Thread thread;

    public TimelineBacklog(Store store, StoredPlans plans) {
        this.store = store;
        this.plans = plans;
    }

    /** Begins to work beside everything else. */
    public void start() {
        thread = Thread.ofPlatform().name("history-backlog").daemon().start(this::runQuietly);
    }

    private void runQuietly() {
        try {
            run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "The history of hosts could not be completed; the next start goes on with it.", e);
        }
    }

    /** Returns when all are in, or it was closed. */
    public void run() {
        long scans = store.read(tables -> tables.backlog().size());
        if (scans == 0) {
            return;
        }
        LOG.log(Level.INFO, "Building the history of hosts from the runs of {0} earlier scans.", scans);
        work(0, Long.MAX_VALUE);
        if (!closed) {
            LOG.log(Level.INFO, "The history of hosts is complete.");
        }
    }

    /** One scan that was imported, ahead of others, without a word. */
    public void work(long scanId) {
        new ImportBacklog(store, plans, scanId).work(() -> !closed);
        work(scanId, scanId);
    }

    private void work(long fromScan, long toScan) {
        boolean more = true;
        while (more && !closed) {
            more = store.<Boolean>write(Lane.BULK, tables -> step(tables, fromScan, toScan)).join();
        }
    }

    /** Ends after the step that it is at; what is left waits for the next start. */
    @Override
    public void close() {
        closed = true;
        Thread working = thread;
        boolean interrupted = false;
        while (working != null && working.isAlive()) {
            try {
                working.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean step(Tables tables, long fromScan, long toScan) throws SQLException {
        long start = System.nanoTime();
        Optional<BacklogTable.Begin> from = tables.backlog().first(fromScan, toScan);
        if (from.isEmpty()) {
            return false;
        }
        UnitKey at = from.get().unit();
        Optional<ScanPlan> scan = plans.of(tables, at.scanId());
        while (scan.isPresent()) {
            OptionalLong unit = firstUnit(tables, at);
            if (unit.isEmpty()) {
                break;
            }
            UnitKey next = new UnitKey(at.scanId(), at.segmentId(), unit.getAsLong());
            new EarlierUnit(tables, plans, next, scan.get()).take(from.get().timelines());
            at = new UnitKey(at.scanId(), at.segmentId(), unit.getAsLong() + 1);
            if (System.nanoTime() - start > STEP_NANOS) {
                tables.backlog().moveTo(at);
                return true;
            }
        }
        tables.backlog().done(at);
        return true;
    }

    /** From one on, of ports or of discovery. */
    static OptionalLong firstUnit(Tables tables, UnitKey from) throws SQLException {
        Optional<Long> ports =
                tables.results().firstUnit(from.scanId(), from.segmentId(), from.unit(), Long.MAX_VALUE);
        Optional<Long> discovery = tables.discovery().firstUnit(from.scanId(), from.segmentId(), from.unit());
        return Stream.concat(ports.stream(), discovery.stream()).mapToLong(unit -> unit).min();
    }
}
