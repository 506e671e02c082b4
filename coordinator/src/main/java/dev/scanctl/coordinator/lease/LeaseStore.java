package dev.scanctl.coordinator.lease;

import dev.scanctl.coordinator.store.UnitKey;

/**
 * The truth, as the table sees it: guarded writes in the order asked, each answered later on the table's own thread,
 * in the same order, after it is committed and synced.
 */
interface LeaseStore {

    /**
     * Answered by {@link LeaseTable#leased} or {@link LeaseTable#leaseFailed}. Nothing is written of a scan that does not
     * run, and its units are not among the answers.
     */
    void lease(LeaseBatch batch);

    /** Answered by {@link LeaseTable#moved}. */
    void move(UnitMove move);

    /** Answered by {@link LeaseTable#moved} with the row as it then is. */
    void settle(Settlement settlement);

    /** Answered by {@link LeaseTable#moved} with the row as it then is. */
    void reread(UnitKey unit, long op);

    /** Answered by {@link LeaseTable#reloaded}. */
    void reload(long scanId);
}
