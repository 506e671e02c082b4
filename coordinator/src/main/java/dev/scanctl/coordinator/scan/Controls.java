package dev.scanctl.coordinator.scan;

import dev.scanctl.coordinator.desk.LeaseDesk;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.store.row.ScanRow;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What every change of a scan goes through: first the store, then the desk and the watchers. One lock keeps the orders
 * to the desk in the same sequence as the commits, for all callers.
 */
record Controls(Ledger ledger, LeaseDesk desk, ScanFeed feed, ReentrantLock order) {

    /** Has a running scan watched over and leased out, whether the desk has it or not. */
    void begin(ScanRow row) {
        Plan plan = Plan.decode(row.plan());
        feed.follow(row, plan, ledger.read(tables -> tables.scans().segments(row.id())));
        desk.scanAdded(row, plan);
    }

    <T> T inOrder(Supplier<T> change) {
        order.lock();
        try {
            return change.get();
        } finally {
            order.unlock();
        }
    }
}
