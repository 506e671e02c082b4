package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.store.row.SegmentRow;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Scans whose observations from one segment are laid over each other: one that was named, or all there are.
 *
 * @param scans not empty, by id
 * @param fromMs only what was observed at this time or later, milliseconds since 1970
 * @param beforeMs only what was observed earlier
 */
public record Group(SegmentRow segment, List<ScanView> scans, long fromMs, long beforeMs) {

    /** Whenever it was observed. */
    public Group(SegmentRow segment, List<ScanView> scans) {
        this(segment, scans, 0, Long.MAX_VALUE);
    }

    boolean holds(long observedMs) {
        return observedMs >= fromMs && observedMs < beforeMs;
    }

    /** Those that can tell of that time, the last ended ones first; a scan that goes on has not ended. */
    List<ScanView> lastEndedFirst() {
        return scans.stream()
                .filter(scan -> scan.endMs() >= fromMs && scan.firstMs(segment) < beforeMs)
                .sorted(Comparator.comparingLong(ScanView::endMs).reversed())
                .toList();
    }

    /** Some of its scans; empty: none. */
    Optional<Group> among(Predicate<ScanView> some) {
        List<ScanView> chosen = scans.stream().filter(some).toList();
        return chosen.isEmpty() ? Optional.empty() : Optional.of(new Group(segment, chosen, fromMs, beforeMs));
    }

    /** Every address that one of them probes and the filter lets through. */
    public AddressSet addresses(Filter filter) {
        AddressSet all = AddressSet.EMPTY;
        for (ScanView scan : scans) {
            all = all.union(filter.within(scan.plan().addresses()));
        }
        return all;
    }

    /** Whether only open ports can be told: timelines know of each. Silence that nobody vouches for is not in them. */
    boolean onlyOpen(Set<PortState> states) {
        boolean udp = scans.stream().anyMatch(scan -> !scan.plan().plan().ports(Protocol.UDP).isEmpty());
        Set<PortState> possible = EnumSet.copyOf(states);
        if (!udp) {
            possible.remove(PortState.OPEN_FILTERED);
        }
        return EnumSet.of(PortState.OPEN).containsAll(possible);
    }
}
