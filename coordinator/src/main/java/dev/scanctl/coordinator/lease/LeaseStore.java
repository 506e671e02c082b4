package dev.scanctl.coordinator.lease;

import dev.scanctl.coordinator.store.row.UnitKey;

/**
 * The truth, as the table sees it: guarded writes in the order asked, each answered later on the table's own thread,
 * in the same order, after it is committed and synced.
 */
public interface LeaseStore {

    /**
     * Answered by {@code LeaseTable.leased} or {@code LeaseTable.leaseFailed}. Nothing is written of a scan that does not
     * run.
     */
    void lease(LeaseBatch batch);

    /** Answered by {@code LeaseTable.discovered}: what a unit of host discovery that is done has found out. */
    void discovered(UnitKey unit);

    /** Answered by {@code LeaseTable.moved}. */
    void move(UnitMove move);

    /** Answered by {@code LeaseTable.moved} with the row as it then is. */
    void settle(Settlement settlement);

    /** Answered by {@code LeaseTable.moved} with the row as it then is. */
    void reread(UnitKey unit, long op);

    /** Answered by {@code LeaseTable.reloaded}. */
    void reload(long scanId);
}
