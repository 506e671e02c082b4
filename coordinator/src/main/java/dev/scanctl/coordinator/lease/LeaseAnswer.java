package dev.scanctl.coordinator.lease;

import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.wire.AddressSet;
import org.jspecify.annotations.Nullable;

/**
 * What became of one write of a batch.
 *
 * @param won whether the row was as expected and is now as asked
 * @param actual the row as it is; null: there is none
 * @param committed hosts of the unit whose results are committed already
 */
public record LeaseAnswer(UnitKey unit, boolean won, @Nullable UnitRow actual, AddressSet committed) {}
