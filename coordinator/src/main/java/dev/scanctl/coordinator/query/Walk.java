package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.store.DeviationRow;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Goes through the addresses of a group in order, a window at a time, each read in one short transaction. */
final class Walk {
    private final Store store;
    private final Group group;
    private final Filter filter;
    private final long watermark;

    Walk(Store store, Group group, Filter filter, long watermark) {
        this.store = store;
        this.group = group;
        this.filter = filter;
        this.watermark = watermark;
    }

    /** Gets each address that some scan has something to say of. */
    interface Visitor {
        /** Whether to go on. */
        boolean visit(Address address, List<Piece> pieces, Details details);
    }

    /** How single open ports answered. */
    record Details(Map<Port, DeviationRow> rows) {
        record Port(long scanId, Address address, Protocol protocol, int port) {}

        int rttMicros(Port port) {
            DeviationRow row = rows.get(port);
            return row == null ? 0 : row.rttMicros();
        }

        int attempts(Port port) {
            DeviationRow row = rows.get(port);
            return row == null ? 0 : row.attempts();
        }
    }

    /** What is said of some addresses. */
    record Window(List<Piece> pieces, Details details) {
        Map<Address, List<Piece>> byAddress(AddressSet addresses) {
            return Walk.byAddress(pieces, addresses);
        }
    }

    /** False if the visitor wanted no more. */
    boolean each(Candidates candidates, Visitor visitor) {
        for (AddressSet next = candidates.next(); !next.isEmpty(); next = candidates.next()) {
            Window window = read(next);
            for (Map.Entry<Address, List<Piece>> entry : window.byAddress(next).entrySet()) {
                if (!visitor.visit(entry.getKey(), entry.getValue(), window.details)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** In one short transaction. */
    Window read(AddressSet addresses) {
        return store.read(tables -> window(tables, addresses));
    }

    private Window window(Tables tables, AddressSet addresses) throws SQLException {
        List<Piece> pieces = new PieceReader(tables, group, filter, watermark).read(addresses);
        Map<Details.Port, DeviationRow> rows = new HashMap<>();
        if (filter.states().contains(PortState.OPEN)) {
            Set<Long> scans = new HashSet<>();
            pieces.forEach(piece -> scans.add(piece.scan().id()));
            for (long scan : scans) {
                for (AddressRange range : addresses.ranges()) {
                    for (DeviationRow row : tables.deviations().openPorts(scan, group.segment().id(), range)) {
                        rows.put(new Details.Port(scan, row.address(), row.protocol(), row.firstPort()), row);
                    }
                }
            }
        }
        return new Window(pieces, new Details(rows));
    }

    private static Map<Address, List<Piece>> byAddress(List<Piece> pieces, AddressSet addresses) {
        Map<Address, List<Piece>> byAddress = new TreeMap<>();
        for (Piece piece : pieces) {
            AddressSet own = addresses.intersect(AddressSet.of(piece.hosts()));
            for (long rank = 0; rank < own.size(); rank++) {
                byAddress
                        .computeIfAbsent(own.at(rank), address -> new ArrayList<>())
                        .add(piece);
            }
        }
        return byAddress;
    }
}
