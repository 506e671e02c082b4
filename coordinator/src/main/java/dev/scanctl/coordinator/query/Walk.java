package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.store.Store;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Goes through the addresses of a group in order, a window at a time, each read in one short transaction. */
public final class Walk {
    private final Store store;
    private final Group group;
    private final Filter filter;
    private final long watermark;

    public Walk(Store store, Group group, Filter filter, long watermark) {
        this.store = store;
        this.group = group;
        this.filter = filter;
        this.watermark = watermark;
    }

    /** Gets each address that some scan has something to say of. */
    interface Visitor {
        /** Whether to go on. */
        boolean visit(Address address, List<Piece> pieces);

        /** Some addresses were visited, and the next are to be read. */
        default void windowEnds() {}
    }

    /** False if the visitor wanted no more. */
    boolean each(Candidates candidates, Visitor visitor) {
        for (AddressSet next = candidates.next(); !next.isEmpty(); next = candidates.next()) {
            for (Map.Entry<Address, List<Piece>> entry : read(next).entrySet()) {
                if (!visitor.visit(entry.getKey(), entry.getValue())) {
                    return false;
                }
            }
            visitor.windowEnds();
        }
        return true;
    }

    /** What is said of some addresses, by address, read in one short transaction. */
    public Map<Address, List<Piece>> read(AddressSet addresses) {
        List<Piece> pieces = store.read(tables -> new PieceReader(tables, group, filter, watermark).read(addresses));
        return byAddress(pieces, addresses);
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
