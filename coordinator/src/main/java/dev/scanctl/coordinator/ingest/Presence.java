package dev.scanctl.coordinator.ingest;

import dev.scanctl.coordinator.history.Moment;
import dev.scanctl.coordinator.history.SeenBlock;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.AddressBlock;
import dev.scanctl.coordinator.store.row.SeenHostRow;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortState;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps when hosts answered first and last: those with a port that is open or closed, and those that discovery found. What
 * is filtered may be told by a router. Used within one transaction.
 */
final class Presence {
    private final Tables tables;
    private final UnitKey unit;
    private final String zone;
    private final Map<Place, SeenBlock> blocks = new LinkedHashMap<>();

    private record Place(Address block, String zone) {}

    /** @param zone of link-local addresses; others have none */
    Presence(Tables tables, UnitKey unit, String zone) {
        this.tables = tables;
        this.unit = unit;
        this.zone = zone;
    }

    /** What a unit of ports says. */
    void ports(List<HostRuns> hosts) throws SQLException {
        for (HostRuns host : hosts) {
            if (host.any(Presence::answered)) {
                add(host.hosts(), host.observedMs());
            }
        }
        write();
    }

    private static boolean answered(PortState state) {
        return state == PortState.OPEN || state == PortState.CLOSED;
    }

    /** What a unit of discovery says. */
    void live(AddressSet hosts, long atMs) throws SQLException {
        for (AddressRange range : hosts.ranges()) {
            add(range, atMs);
        }
        write();
    }

    private void add(AddressRange hosts, long atMs) throws SQLException {
        Moment at = new Moment(atMs, unit.scanId());
        long count = hosts.size();
        for (long i = 0; i < count; i++) {
            Address host = hosts.first().plus(i);
            Address block = AddressBlock.of(host);
            block(new Place(block, host.isLinkLocal() ? zone : "")).add((int) host.minus(block), at);
        }
    }

    private SeenBlock block(Place place) throws SQLException {
        SeenBlock known = blocks.get(place);
        if (known == null) {
            Optional<byte[]> kept = tables.seenHosts().of(place.block, unit.segmentId(), place.zone);
            known = kept.map(SeenBlock::decode).orElseGet(SeenBlock::new);
            blocks.put(place, known);
        }
        return known;
    }

    private void write() throws SQLException {
        for (Map.Entry<Place, SeenBlock> entry : blocks.entrySet()) {
            if (entry.getValue().changed()) {
                Place place = entry.getKey();
                tables.seenHosts()
                        .put(new SeenHostRow(place.block, unit.segmentId(), place.zone, entry.getValue().encode()));
            }
        }
        blocks.clear();
    }
}
