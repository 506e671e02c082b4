package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.store.Store;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortState;
import java.util.Optional;
import java.util.Set;

/** Addresses that may have something to say, ascending, some at a time. Owned by the thread that runs the query. */
public sealed interface Candidates permits Reported, Recorded, Either, Candidates.Planned {
    /** Few enough that all ports of all of them fit in memory. */
    int WINDOW = 64;

    /** The next addresses, at most {@link #WINDOW}; empty at the end. */
    AddressSet next();

    /** Addresses with open ports, if that is all that is asked for; else those that can have something to say. */
    static Candidates of(Store store, Group group, Filter filter) {
        AddressSet addresses = group.addresses(filter);
        if (!group.onlyOpen(filter.states())) {
            return among(store, group, filter, addresses);
        }
        Candidates recorded = new Recorded(store, group.segment().id(), filter, addresses);
        Set<Long> late = store.read(tables -> tables.backlog().of(group.segment().id()));
        Optional<Group> rest = group.among(scan -> late.contains(scan.id()));
        return rest.isEmpty()
                ? recorded
                : new Either(recorded, new Reported(store, rest.get(), rest.get().addresses(filter)));
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
}
