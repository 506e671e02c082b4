package dev.scanctl.coordinator.query.host;

import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.grammar.NameResolver;
import dev.scanctl.coordinator.grammar.TargetFilter;
import dev.scanctl.coordinator.ingest.PastRuns;
import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.query.Filter;
import dev.scanctl.coordinator.query.KnownNames;
import dev.scanctl.coordinator.query.Pages;
import dev.scanctl.coordinator.query.ScanViews;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.SegmentRow;
import dev.scanctl.proto.v1.HistoryEntry;
import dev.scanctl.proto.v1.HistoryPage;
import dev.scanctl.proto.v1.ListHistoryRequest;
import dev.scanctl.proto.v1.SeenHost;
import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each segment saw of some addresses over all scans, as intervals of one state, by (segment, address, protocol, port,
 * time). Some hosts are told in one transaction; space does not depend on how much there is.
 */
public final class HistoryQuery {
    private static final int PAGE = 500;

    private final Store store;
    private final StoredPlans plans;
    private final NameResolver names;

    /**
     * @param names asked for a host name that no scan resolved
     */
    public HistoryQuery(Store store, StoredPlans plans, NameResolver names) {
        this.store = store;
        this.plans = plans;
        this.names = names;
    }

    /**
     * Sends pages until there is no more or they are not wanted; at least one.
     *
     * @throws BadInput if the target or a segment cannot be understood
     */
    public void run(ListHistoryRequest request, Pages<HistoryPage> pages) {
        NameResolver known =
                name -> new KnownNames(store.read(tables -> new ScanViews(tables, plans).all()), names).resolve(name);
        TargetFilter target = TargetFilter.parse(
                SourceText.newBuilder().setText(request.getTarget()).build(), known);
        List<SegmentRow> segments = Filter.segments(
                request.getSegmentsList(), store.read(tables -> tables.segments().list()));
        HistoryPages out = new HistoryPages(pages);
        out.backlogScans = store.read(tables -> tables.backlog().size());
        seen(target.targets().addresses(), segments).forEach(out::add);
        for (SegmentRow segment : segments) {
            HostEntries entries = new HostEntries(segment, target.ports(), request);
            for (AddressRange range : target.targets().addresses().ranges()) {
                tell(range, entries, out);
            }
        }
        out.finish();
    }

    /** When a host answered, where one is asked for. */
    private List<SeenHost> seen(AddressSet addresses, List<SegmentRow> segments) {
        return addresses.size() != 1
                ? List.of()
                : store.read(tables -> new HostList(segments, TargetNames.all(tables), tables.labels().all())
                        .next(tables, addresses.ranges().getFirst())
                        .hosts());
    }

    private void tell(AddressRange range, HostEntries entries, HistoryPages out) {
        AddressRange rest = range;
        while (rest != null && out.wanted) {
            AddressRange from = rest;
            Step step = store.read(tables -> step(tables, from, entries));
            step.entries.forEach(out::add);
            rest = step.left;
        }
    }

    private record Step(List<HistoryEntry> entries, @Nullable AddressRange left) {}

    private Step step(Tables tables, AddressRange range, HostEntries entries) throws SQLException {
        RecordedHosts some = RecordedHosts.next(tables, entries.segment().id(), range);
        List<HistoryEntry> told = new ArrayList<>();
        try {
            for (RecordedHosts.Host host : some.hosts()) {
                told.addAll(entries.of(tables, plans, host));
            }
        } catch (PastRuns.Failed e) {
            throw e.cause();
        }
        return new Step(told, some.left());
    }

    /** Collects entries into pages. */
    private static final class HistoryPages {
        private final Pages<HistoryPage> pages;
        private final List<HistoryEntry> entries = new ArrayList<>();
        private final List<SeenHost> hosts = new ArrayList<>();
        private long backlogScans;
        private boolean wanted = true;

        HistoryPages(Pages<HistoryPage> pages) {
            this.pages = pages;
        }

        void add(HistoryEntry entry) {
            entries.add(entry);
            if (entries.size() >= PAGE && wanted) {
                send();
            }
        }

        void add(SeenHost host) {
            hosts.add(host);
        }

        private void send() {
            wanted = pages.take(HistoryPage.newBuilder()
                    .addAllEntries(entries)
                    .addAllHosts(hosts)
                    .setBacklogScans(backlogScans)
                    .build());
            backlogScans = 0;
            entries.clear();
            hosts.clear();
        }

        void finish() {
            if (wanted) {
                send();
            }
        }
    }
}
