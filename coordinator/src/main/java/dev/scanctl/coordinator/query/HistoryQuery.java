package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.grammar.NameResolver;
import dev.scanctl.coordinator.grammar.TargetFilter;
import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.store.SegmentRow;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.proto.v1.HistoryEntry;
import dev.scanctl.proto.v1.HistoryPage;
import dev.scanctl.proto.v1.ListHistoryRequest;
import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * What each segment saw of some addresses over all scans, as stretches of observations alike, by (segment, address,
 * protocol, port, time). A scan only speaks of the ports it observed.
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

    private record Start(List<ScanView> scans, List<SegmentRow> segments, long watermark) {}

    /**
     * Sends pages until there is no more or they are not wanted; at least one.
     *
     * @throws BadInput if the target or a segment cannot be understood
     */
    public void run(ListHistoryRequest request, Pages<HistoryPage> pages) {
        Start start = store.read(tables -> new Start(
                new ScanViews(tables, plans).all(), tables.segments().list(), tables.watermark()));
        Filter filter = filter(request, start);
        HistoryPages out = new HistoryPages(pages);
        for (SegmentRow segment : filter.segments()) {
            List<ScanView> scans =
                    start.scans.stream().filter(scan -> scan.covers(segment)).toList();
            if (!scans.isEmpty() && out.wanted) {
                tell(new Group(segment, scans), filter, start.watermark, request, out);
            }
        }
        out.finish();
    }

    private Filter filter(ListHistoryRequest request, Start start) {
        SourceText typed = SourceText.newBuilder().setText(request.getTarget()).build();
        TargetFilter target = TargetFilter.parse(typed, new KnownNames(start.scans, names));
        return new Filter(
                Optional.of(target.targets().addresses()),
                target.ports(),
                false,
                EnumSet.of(PortState.OPEN, PortState.CLOSED, PortState.FILTERED, PortState.OPEN_FILTERED),
                Filter.segments(request.getSegmentsList(), start.segments));
    }

    private void tell(Group group, Filter filter, long watermark, ListHistoryRequest request, HistoryPages out) {
        Candidates candidates = request.getAllStates()
                ? new Candidates.Planned(group.addresses(filter))
                : new Candidates.Deviating(store, group, group.addresses(filter));
        new Walk(store, group, filter, watermark).each(candidates, (address, pieces, details) -> {
            for (Protocol protocol : Protocol.values()) {
                List<Piece> own = pieces.stream()
                        .filter(piece -> piece.unit().protocol() == protocol)
                        .sorted(Piece.BY_TIME)
                        .toList();
                Stretches stretches = new Stretches(group.segment(), address, protocol, own);
                for (int port : stretches.ports(filter.ports(protocol), request.getAllStates())) {
                    stretches.of(port).stream()
                            .filter(entry -> entry.getLastMs() >= request.getSinceMs())
                            .forEach(out::add);
                }
            }
            return out.wanted;
        });
    }

    /** Collects entries into pages. */
    private static final class HistoryPages {
        private final Pages<HistoryPage> pages;
        private final List<HistoryEntry> entries = new ArrayList<>();
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

        private void send() {
            wanted = pages.take(HistoryPage.newBuilder().addAllEntries(entries).build());
            entries.clear();
        }

        void finish() {
            if (wanted) {
                send();
            }
        }
    }
}
