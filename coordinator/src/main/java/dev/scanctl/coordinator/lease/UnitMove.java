package dev.scanctl.coordinator.lease;

import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.wire.Epoch;

/**
 * A compare-and-set on one unit's (state, epoch).
 *
 * @param op number of the request, so that its answer finds the unit only if nothing else was asked since
 */
public record UnitMove(long op, UnitState from, Epoch epoch, UnitRow to) {}
