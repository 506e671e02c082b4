package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Addresses that may have something to say, ascending, some at a time. Owned by the thread that runs the query. */
sealed interface Candidates permits Reported, Either, Candidates.Planned, Candidates.Deviating {
    /** Few enough that all ports of all of them fit in memory. */
    int WINDOW = 64;

    /** The next addresses, at most {@link #WINDOW}; empty at the end. */
    AddressSet next();

    /** Addresses with open ports, if that is all that is asked for; else those that can have something to say. */
    static Candidates of(Store store, Group group, Filter filter) {
        AddressSet addresses = group.addresses(filter);
        return group.foundByDeviations(filter.states())
                ? new Deviating(store, group, addresses)
                : among(store, group, filter, addresses);
    }

    /**
     * Those of a set that can have something to say: of a cancelled scan each address does, and of one that has looked for
     * its hosts each may. Of the latter, while it runs, hosts that are down are told with the units they stand in.
     */
    static Candidates among(Store store, Group group, Filter filter, AddressSet addresses) {
        boolean everyOne = filter.states().contains(PortState.NOT_PROBED)
                && group.scans().stream().anyMatch(scan -> scan.cancelled() || scan.rests() && scan.plan().plan().discovers());
        return everyOne ? new Planned(addresses) : new Reported(store, group, addresses);
    }

    /** Every address of a set. */
    final class Planned implements Candidates {
        private final AddressSet addresses;
        private long rank;

        Planned(AddressSet addresses) {
            this.addresses = addresses;
        }

        @Override
        public AddressSet next() {
            AddressSet window = addresses.slice(rank, rank + WINDOW);
            rank += window.size();
            return window;
        }
    }

    /** The addresses of a set that have an open port. */
    final class Deviating implements Candidates {
        private final Store store;
        private final Group group;
        private final AddressSet addresses;
        private final List<Address> found = new ArrayList<>();
        private int range;
        /** Everything below it in the present range was found. */
        private AddressRange rest;

        Deviating(Store store, Group group, AddressSet addresses) {
            this.store = store;
            this.group = group;
            this.addresses = addresses;
            this.rest = addresses.isEmpty()
                    ? AddressRange.of(Address.v4(0))
                    : addresses.ranges().getFirst();
        }

        @Override
        public AddressSet next() {
            while (found.isEmpty() && range < addresses.ranges().size()) {
                found.addAll(store.read(this::open));
                moveOn();
            }
            List<Address> window = found.subList(0, Math.min(WINDOW, found.size()));
            AddressSet next = AddressSet.of(window.stream().map(AddressRange::of).toList());
            window.clear();
            return next;
        }

        private List<Address> open(Tables tables) throws SQLException {
            int segment = group.segment().id();
            return group.scans().size() == 1
                    ? tables.deviations().openAddresses(group.scans().getFirst().id(), segment, rest)
                    : tables.deviations().openAddresses(segment, rest);
        }

        private void moveOn() {
            if (!found.isEmpty() && found.getLast().compareTo(rest.last()) < 0) {
                rest = new AddressRange(found.getLast().plus(1), rest.last());
            } else if (++range < addresses.ranges().size()) {
                rest = addresses.ranges().get(range);
            }
        }
    }
}
