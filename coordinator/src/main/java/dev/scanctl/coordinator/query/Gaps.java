package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.proto.v1.GapCount;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the gaps of a group within a filter. Where counts by scan do not tell exactly (a filter, or several scans laid
 * over each other), ports are looked at one by one, unless they are of too many addresses: then the sum of the scans'
 * gaps is given, which is never too low. Of few addresses they always are, since there may be many scans to count.
 */
final class Gaps {
    /** Addresses that are looked at one by one at most: some seconds of work. */
    private static final long MOST_ADDRESSES = 65_536;

    private final Store store;
    private final StoredPlans plans;
    private final Group group;
    private final Filter filter;
    private final long watermark;

    Gaps(Store store, StoredPlans plans, Group group, Filter filter, long watermark) {
        this.store = store;
        this.plans = plans;
        this.group = group;
        this.filter = filter.withStates(EnumSet.of(PortState.UNKNOWN, PortState.NOT_PROBED));
        this.watermark = watermark;
    }

    /** @param known of scans that were counted already, by id; may become more */
    List<GapCount> count(Map<Long, List<GapCount>> known) {
        if (group.scans().size() > 1) {
            AddressSet asked = group.addresses(filter);
            if (asked.size() <= Candidates.WINDOW) {
                return oneByOne(asked);
            }
        }
        List<GapCount> total = new ArrayList<>();
        AddressSet addresses = AddressSet.EMPTY;
        for (ScanView scan : group.scans()) {
            List<GapCount> own = known.computeIfAbsent(scan.id(), this::gaps).stream()
                    .filter(gap -> gap.getSegment().equals(group.segment().name()))
                    .toList();
            total.addAll(own);
            addresses = own.isEmpty() ? addresses : addresses.union(filter.within(scan.plan().addresses()));
        }
        boolean exact = group.scans().size() == 1 && !filter.narrows();
        if (total.isEmpty() || exact || addresses.size() > MOST_ADDRESSES) {
            return total;
        }
        return oneByOne(addresses);
    }

    private List<GapCount> gaps(long scanId) {
        return store.read(tables -> new Dispositions(tables, plans).gaps(scanId));
    }

    private List<GapCount> oneByOne(AddressSet addresses) {
        Map<Outcome, Long> counts = new HashMap<>();
        PortCanvas canvas = new PortCanvas();
        Candidates candidates = Candidates.among(store, group, filter, addresses);
        new Walk(store, group, filter, watermark).each(candidates, (address, pieces) -> {
            for (Protocol protocol : Protocol.values()) {
                List<Piece> own = pieces.stream()
                        .filter(piece -> piece.unit().protocol() == protocol)
                        .toList();
                canvas.paint(own, filter.ports(protocol), outcome -> true);
                for (int port = canvas.next(0); port >= 0; port = canvas.next(port + 1)) {
                    counts.merge(canvas.outcome(port), 1L, Long::sum);
                }
            }
            return true;
        });
        return counts.entrySet().stream()
                .filter(entry -> Dispositions.isGap(entry.getKey()))
                .map(entry -> Dispositions.gap(group.segment().name(), entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Gaps alike as one, by segment, state and reason. */
    static List<GapCount> sum(List<GapCount> gaps) {
        Map<GapCount, Long> sums = new HashMap<>();
        for (GapCount gap : gaps) {
            sums.merge(gap.toBuilder().clearPorts().build(), gap.getPorts(), Long::sum);
        }
        return sums.entrySet().stream()
                .map(entry -> entry.getKey().toBuilder().setPorts(entry.getValue()).build())
                .sorted(Comparator.comparing(GapCount::getSegment)
                        .thenComparing(GapCount::getStateValue)
                        .thenComparing(GapCount::getReasonValue))
                .toList();
    }
}
