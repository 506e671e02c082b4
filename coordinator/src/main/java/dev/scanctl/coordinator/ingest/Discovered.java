package dev.scanctl.coordinator.ingest;

import dev.scanctl.coordinator.plan.DownHosts;
import dev.scanctl.coordinator.plan.UnitStretch;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.DiscoveryRow;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What discovery found of the hosts of one unit of ports, as the transaction sees it.
 *
 * @param down addresses of the unit that are down
 * @param observedMs when the newest of them was found so; 0: none was
 */
public record Discovered(AddressSet down, long observedMs) {
    /** How every port of a host that is down ends, without a row of its own. */
    public static final Outcome HOST_DOWN = Outcome.of(PortState.NOT_PROBED, Reason.HOST_DOWN);

    private static final Discovered NOTHING = new Discovered(AddressSet.EMPTY, 0);

    public static Discovered of(Tables tables, ScanPlan scan, UnitKey unit) throws SQLException {
        Optional<UnitStretch> units = scan.plan().discoveryOf(unit.unit());
        if (units.isEmpty()) {
            return NOTHING;
        }
        List<DiscoveryRow> rows = tables.discovery()
                .of(unit.scanId(), unit.segmentId(), units.get().first(), units.get().end());
        DownHosts hosts = new DownHosts(scan.plan());
        rows.forEach(row -> hosts.learn(row.unit().unit(), row.down()));
        long newest = rows.stream().mapToLong(DiscoveryRow::observedMs).max().orElse(0);
        return new Discovered(hosts.of(unit.unit()), newest);
    }

    static AddressSet down(Tables tables, ScanPlan scan, UnitKey unit) throws SQLException {
        return of(tables, scan, unit).down;
    }
}
