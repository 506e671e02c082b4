package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.UnitStretch;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of a set of which a unit has rows or was given up. Of a large scan that has only begun these are few and
 * far between: the store is asked for the next such unit, and the plan for its addresses.
 */
public final class Reported implements Candidates {
    /** Neighbouring addresses in a window: their units are looked at, with rows or without. */
    private static final int MOST_PIECES = 32;

    private final Store store;
    private final Group group;
    private final AddressSet addresses;
    /** Of which there is something to say, without a look. */
    private final AddressSet whole;
    private final List<Cursor> cursors;
    private long rank;

    public Reported(Store store, Group group, AddressSet addresses) {
        this.store = store;
        this.group = group;
        this.addresses = addresses;
        List<ScanView> scans = group.lastEndedFirst();
        AddressSet all = AddressSet.EMPTY;
        for (ScanView scan : scans) {
            all = toldWhole(scan) ? all.union(scan.plan().addresses()) : all;
        }
        this.whole = all;
        this.cursors = scans.stream().filter(scan -> !toldWhole(scan)).map(Cursor::new).toList();
    }

    /** Whether a scan has something to say of each of its addresses. */
    private static boolean toldWhole(ScanView scan) {
        return scan.rests() && !scan.cancelled() && !scan.plan().plan().discovers();
    }

    @Override
    public AddressSet next() {
        return rank >= addresses.size() ? AddressSet.EMPTY : store.read(this::window);
    }

    private AddressSet window(Tables tables) throws SQLException {
        List<AddressRange> window = new ArrayList<>();
        long room = WINDOW;
        while (room > 0 && rank < addresses.size() && window.size() < MOST_PIECES) {
            AddressRange piece = nearest(tables, addresses.at(rank));
            if (piece == null) {
                rank = addresses.size();
                break;
            }
            AddressSet some = AddressSet.of(piece).intersect(addresses).slice(0, room);
            window.addAll(some.ranges());
            room -= some.size();
            rank = some.isEmpty() ? addresses.ranksBelow(piece.last()) : addresses.rankOf(some.at(some.size() - 1)) + 1;
        }
        return AddressSet.of(window);
    }

    /** The nearest neighbouring addresses from one on that a scan has something to say of; null: none. */
    private @Nullable AddressRange nearest(Tables tables, Address from) throws SQLException {
        AddressSet known = from(from, whole);
        AddressRange nearest = known.isEmpty() ? null : known.ranges().getFirst();
        if (nearest != null && nearest.first().equals(from)) {
            return nearest;
        }
        for (Cursor cursor : cursors) {
            AddressSet block = cursor.block(tables, from);
            boolean nearer = !block.isEmpty()
                    && (nearest == null || block.at(0).compareTo(nearest.first()) < 0);
            nearest = nearer ? block.ranges().getFirst() : nearest;
        }
        return nearest;
    }

    private static AddressSet from(Address first, AddressSet set) {
        return set.slice(set.ranksBelow(first), set.size());
    }

    /** Where one scan stands. */
    private final class Cursor {
        private final ScanView scan;
        /** Addresses of the unit that was found last; null: none was looked for. Empty: there is none. */
        private @Nullable AddressSet found;

        Cursor(ScanView scan) {
            this.scan = scan;
        }

        /** The addresses from one on of the first unit that has something to say of them. */
        AddressSet block(Tables tables, Address from) throws SQLException {
            AddressSet known = found == null ? AddressSet.EMPTY : from(from, found);
            if (found != null && (found.isEmpty() || !known.isEmpty())) {
                return known;
            }
            Plan plan = scan.plan().plan();
            AddressSet nearest = AddressSet.EMPTY;
            for (UnitStretch stretch : plan.unitsFrom(from)) {
                Optional<Long> unit = first(tables, stretch);
                AddressSet block = unit.isEmpty() ? AddressSet.EMPTY : from(from, plan.unit(unit.get()).addresses());
                boolean nearer = !block.isEmpty()
                        && (nearest.isEmpty() || block.at(0).compareTo(nearest.at(0)) < 0);
                nearest = nearer ? block : nearest;
            }
            found = nearest;
            return nearest;
        }

        private Optional<Long> first(Tables tables, UnitStretch stretch) throws SQLException {
            int segmentId = group.segment().id();
            Optional<Long> rows = tables.results().firstUnit(scan.id(), segmentId, stretch.first(), stretch.end());
            long end = rows.orElse(stretch.end());
            // A unit that was given up may have no row.
            List<UnitKey> gaps = tables.gaps().page(scan.id(), segmentId, stretch.first() - 1, 1);
            boolean before = !gaps.isEmpty() && gaps.getFirst().unit() < end;
            return before ? Optional.of(gaps.getFirst().unit()) : rows;
        }
    }
}
