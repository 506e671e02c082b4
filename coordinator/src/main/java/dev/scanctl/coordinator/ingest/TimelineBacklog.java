package dev.scanctl.coordinator.ingest;

import dev.scanctl.coordinator.plan.PlannedUnit;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.RunRow;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.UnitKey;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Runs;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
        Optional<UnitKey> from = tables.backlog().first();
        if (from.isEmpty()) {
            return false;
        }
        UnitKey at = from.get();
        Optional<ScanPlan> scan = plans.of(tables, at.scanId());
        for (int i = 0; i < STEP && scan.isPresent(); i++) {
            Optional<Long> unit = tables.results().firstUnit(at.scanId(), at.segmentId(), at.unit(), Long.MAX_VALUE);
            if (unit.isEmpty()) {
                break;
            }
            UnitKey next = new UnitKey(at.scanId(), at.segmentId(), unit.get());
            take(tables, next, scan.get());
            at = new UnitKey(at.scanId(), at.segmentId(), unit.get() + 1);
            if (i == STEP - 1) {
                tables.backlog().moveTo(at);
                return true;
            }
        }
        tables.backlog().done(at);
        return true;
    }

    private void take(Tables tables, UnitKey key, ScanPlan scan) throws SQLException {
        PlannedUnit unit = scan.plan().unit(key.unit());
        Map<Method, List<HostRuns>> vouched = new TreeMap<>();
        Map<Method, List<HostRuns>> others = new TreeMap<>();
        for (RunRow row : tables.results().runs(key)) {
            if (row.method() != null) {
                boolean trusted = !tables.remarks().untrusted(key, row.first());
                (trusted ? vouched : others)
                        .computeIfAbsent(row.method(), method -> new ArrayList<>())
                        .add(new HostRuns(
                                new AddressRange(row.first(), row.last()),
                                Runs.decode(row.runs(), unit.ports()),
                                row.runs(),
                                row.observedMs()));
            }
        }
        SeenHosts seen = new SeenHosts(tables, plans, key, scan.zone());
        for (Map.Entry<Method, List<HostRuns>> entry : vouched.entrySet()) {
            seen.write(unit.protocol(), entry.getKey(), entry.getValue(), true);
        }
        for (Map.Entry<Method, List<HostRuns>> entry : others.entrySet()) {
            seen.write(unit.protocol(), entry.getKey(), entry.getValue(), false);
        }
    }
}
