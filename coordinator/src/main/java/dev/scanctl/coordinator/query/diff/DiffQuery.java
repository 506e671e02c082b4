package dev.scanctl.coordinator.query.diff;

import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.query.Candidates;
import dev.scanctl.coordinator.query.Either;
import dev.scanctl.coordinator.query.Group;
import dev.scanctl.coordinator.query.Pages;
import dev.scanctl.coordinator.query.Piece;
import dev.scanctl.coordinator.query.Reported;
import dev.scanctl.coordinator.query.Walk;
import dev.scanctl.coordinator.query.Words;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.proto.v1.DiffPage;
import dev.scanctl.proto.v1.DiffRequest;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What differs between two scans, between what was seen before a time and since, or between what two segments saw: two
 * streams in the order of addresses, merged, some addresses at a time. Space and the length of a transaction do not
 * depend on how much there is.
 */
public final class DiffQuery {
    /** Up to so many addresses those that are down on both sides are looked at, too. */
    private static final long MOST_ADDRESSES = 65_536;

    private final Store store;
    private final StoredPlans plans;
    private final Words words;

    public DiffQuery(Store store, StoredPlans plans, Words words) {
        this.store = store;
        this.plans = plans;
        this.words = words;
    }

    /**
     * Sends pages until there is no more or they are not wanted; the last one carries the summary.
     *
     * @throws NoSuchScan if a scan is not there
     * @throws dev.scanctl.coordinator.grammar.BadInput if the request cannot be understood
     */
    public void run(DiffRequest request, Pages<DiffPage> pages) {
        var vocabulary = words.now(List.of());
        DiffSides.Plan plan = store.read(tables -> new DiffSides(plans, request).plan(tables, vocabulary));
        DiffPages out = new DiffPages(pages, request);
        for (DiffSides.Pair pair : plan.pairs()) {
            compare(pair, plan, out);
        }
        out.finish(plan.gaps());
    }

    private void compare(DiffSides.Pair pair, DiffSides.Plan plan, DiffPages out) {
        Walk before = new Walk(store, pair.before(), plan.filter(), plan.watermark());
        Walk after = new Walk(store, pair.after(), plan.filter(), plan.watermark());
        HostComparison hosts = new HostComparison(pair, plan, out);
        Candidates either = new Either(candidates(pair.before(), plan), candidates(pair.after(), plan));
        for (AddressSet next = either.next(); !next.isEmpty() && out.wanted(); next = either.next()) {
            Map<Address, List<Piece>> first = before.read(next);
            Map<Address, List<Piece>> second = after.read(next);
            TreeSet<Address> addresses = new TreeSet<>(first.keySet());
            addresses.addAll(second.keySet());
            for (Address address : addresses) {
                hosts.compare(address, first.getOrDefault(address, List.of()), second.getOrDefault(address, List.of()));
            }
            out.windowEnds();
        }
    }

    private Candidates candidates(Group side, DiffSides.Plan plan) {
        AddressSet addresses = side.addresses(plan.filter());
        return addresses.size() <= MOST_ADDRESSES
                ? Candidates.among(store, side, plan.filter(), addresses)
                : new Reported(store, side, addresses);
    }
}
