package dev.scanctl.coordinator.lease;

import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.wire.Epoch;

/** One lease: a unit under an epoch. */
public record LeaseId(UnitKey unit, Epoch epoch) {

    @Override
    public String toString() {
        return unit + " epoch " + epoch;
    }
}
