package dev.scanctl.coordinator.store.row;

import dev.scanctl.wire.Epoch;
import dev.scanctl.wire.Reason;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code unit}: where a unit stands.
 *
 * @param epoch of the newest lease
 * @param attempts lost incarnations that held it
 * @param agentId of the newest lease; null before the first
 * @param reason of the last hand-back or the quarantine; null: none
 * @param detail one sentence for the operator; empty: none
 * @param rerun it went back once because its result could not be trusted
 */
public record UnitRow(
        UnitKey key,
        UnitState state,
        Epoch epoch,
        int attempts,
        @Nullable String agentId,
        long incarnation,
        @Nullable Reason reason,
        String detail,
        boolean rerun) {}
