package dev.scanctl.coordinator.ingest;

import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.proto.v1.UnitResult;
import dev.scanctl.wire.Epoch;
import dev.scanctl.wire.Outcome;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Applies results exactly once. Safe for any thread; checking and decoding happen on the caller's, so that the writer
 * thread only writes.
 */
public final class Ingest {
    private final Store store;
    private final StoredPlans plans;

    public Ingest(Store store, StoredPlans plans) {
        this.store = store;
        this.plans = plans;
    }

    /**
     * Applies a result in one transaction: its rows, the unit's completion and the counters of its scan. Its quality
     * must be of this result alone, not of partial results before it.
     *
     * @param agentId who reports it; a result of a unit leased to another agent is refused
     * @param segmentId the segment of the agent's session
     * @param receivedMs when it came, by the coordinator's clock
     * @return completes after the sync; exceptionally only if the store failed, and then nothing was kept
     */
    public CompletableFuture<IngestAnswer> apply(String agentId, int segmentId, UnitResult result, long receivedMs) {
        long scanId = result.getLease().getScanId();
        Optional<ScanPlan> scan = store.read(tables -> plans.of(tables, scanId));
        if (scan.isEmpty()) {
            return CompletableFuture.completedFuture(IngestAnswer.unknownScan(scanId));
        }
        try {
            CheckedResult checked = ResultCheck.of(scan.get(), segmentId, result, receivedMs);
            return store.write(Lane.BULK, tables -> new Application(tables, plans, checked.key()).apply(agentId, checked));
        } catch (RefusedResult e) {
            return CompletableFuture.completedFuture(IngestAnswer.refused(e.detail()));
        }
    }

    /**
     * Ends a unit without probing what is left of it: those ports get the outcome, and the unit is done. Nothing changes
     * if the unit is no longer leased or pending under this epoch.
     *
     * @param outcome unknown or not probed, else {@link IllegalArgumentException}
     */
    public CompletableFuture<Void> settle(UnitKey key, Epoch epoch, Outcome outcome) {
        if (outcome.state().observed()) {
            throw new IllegalArgumentException("nothing is observed by settling, not even " + outcome);
        }
        return store.<Boolean>write(Lane.BULK, tables -> new Application(tables, plans, key).settle(epoch, outcome))
                .thenAccept(done -> {});
    }

    /**
     * Puts back what a scan could not find out: quarantined units, and done units with unknown ports, whose hosts with
     * unknown ports are forgotten. Blocks; in steps of a transaction each, so that after a crash it can be called again.
     *
     * @return how many units were put back
     */
    public long retry(long scanId) {
        return new Retry(store, plans, scanId).run();
    }
}
