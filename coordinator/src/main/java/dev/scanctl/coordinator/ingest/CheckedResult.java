package dev.scanctl.coordinator.ingest;

import dev.scanctl.coordinator.plan.PlannedUnit;
import dev.scanctl.coordinator.store.row.RemarkRow;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.proto.v1.UnitQuality;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Epoch;
import dev.scanctl.wire.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A result that agrees with the plan; whether it still counts, the store knows.
 *
 * @param hosts ascending
 * @param covered the addresses of {@code hosts}
 * @param live of a unit of host discovery: the addresses that have a live host
 * @param remarks on hosts of the unit
 * @param method null only where nothing was probed
 */
record CheckedResult(
        UnitKey key,
        Epoch epoch,
        PlannedUnit unit,
        @Nullable Method method,
        List<HostRuns> hosts,
        AddressSet covered,
        UnitQuality quality,
        AddressSet live,
        boolean partial,
        long receivedMs,
        List<RemarkRow> remarks) {}
