package dev.scanctl.coordinator.query.host;

import dev.scanctl.coordinator.filter.Meaning;
import dev.scanctl.coordinator.filter.Query;
import dev.scanctl.coordinator.filter.Reach;
import dev.scanctl.coordinator.filter.Subject;
import dev.scanctl.coordinator.filter.text.QueryParser;
import dev.scanctl.coordinator.filter.text.Vocabulary;
import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.query.Filter;
import dev.scanctl.coordinator.query.Pages;
import dev.scanctl.coordinator.query.Words;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.row.SegmentRow;
import dev.scanctl.proto.v1.HostsPage;
import dev.scanctl.proto.v1.ListHostsRequest;
import dev.scanctl.proto.v1.SeenHost;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import java.util.List;
import java.util.Set;

/**
 * Which hosts answered, from where, and when they did first and last. Some blocks of addresses are told in one transaction;
 * space does not depend on how many hosts there are.
 */
public final class HostsQuery {
    private static final AddressSet EVERYWHERE = AddressSet.of(
            AddressRange.ofPrefix(Address.parse("0.0.0.0"), 0), AddressRange.ofPrefix(Address.parse("::"), 0));

    private final Store store;
    private final Words words;

    public HostsQuery(Store store, Words words) {
        this.store = store;
        this.words = words;
    }

    /**
     * Sends pages until there is no more or they are not wanted.
     *
     * @throws BadInput if the filter or a segment cannot be understood
     */
    public void run(ListHostsRequest request, Pages<HostsPage> pages) {
        Vocabulary now = words.now(List.of());
        Query query = QueryParser.parse(request.getFilter(), now, Subject.HOSTS);
        Reach reach = Reach.of(query, Set.copyOf(now.segments()));
        List<SegmentRow> segments = Filter.segments(
                        request.getFromList(), store.read(tables -> tables.segments().list()))
                .stream()
                .filter(segment -> reach.segments().contains(segment.name()))
                .toList();
        long backlog = store.read(tables -> tables.backlog().size());
        if (backlog > 0) {
            pages.take(HostsPage.newBuilder().setBacklogScans(backlog).build());
        }
        HostList hosts = new HostList(segments, store.read(TargetNames::all), now.labels());
        for (AddressRange range : reach.addresses().orElse(EVERYWHERE).ranges()) {
            AddressRange rest = range;
            while (rest != null) {
                AddressRange from = rest;
                HostList.Some some = store.read(tables -> hosts.next(tables, from));
                if (!send(some.hosts().stream().filter(host -> holds(query, host)).toList(), pages)) {
                    return;
                }
                rest = some.left();
            }
        }
    }

    private static boolean send(List<SeenHost> hosts, Pages<HostsPage> pages) {
        return hosts.isEmpty() || pages.take(HostsPage.newBuilder().addAllHosts(hosts).build());
    }

    private static boolean holds(Query query, SeenHost host) {
        Address address = Address.of(host.getAddress().toByteArray());
        return query.accepts(term -> switch (term.meaning()) {
            case Meaning.Addresses some -> some.addresses().contains(address);
            case Meaning.Segments some -> some.segments().contains(host.getSegment());
            case Meaning.Seen seen -> seen.span().contains(host.getLastMs());
            case Meaning.FirstSeen seen -> seen.span().contains(host.getFirstMs());
            case Meaning.OfPorts _, Meaning.States _, Meaning.Reasons _, Meaning.Methods _, Meaning.Scans _,
                    Meaning.RoundTrip _ -> throw new BadInput(term + " is nothing that hosts have");
        });
    }
}
