package dev.scanctl.coordinator.lease;

import dev.scanctl.coordinator.store.row.UnitRow;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Leases that are written and synced together.
 *
 * @param advanced for each scan segment that handed out or passed new units, the position it has come to
 */
public record LeaseBatch(long op, List<Write> writes, List<Advanced> advanced) {

    public LeaseBatch {
        writes = List.copyOf(writes);
        advanced = List.copyOf(advanced);
    }

    /** The scans whose units it leases or passes. */
    public Set<Long> scans() {
        return Stream.concat(
                        writes.stream().map(write -> write.to().key().scanId()),
                        advanced.stream().map(Advanced::scanId))
                .collect(Collectors.toSet());
    }

    /** What it leases of some scans. */
    public LeaseBatch only(Set<Long> scans) {
        return new LeaseBatch(
                op,
                writes.stream()
                        .filter(write -> scans.contains(write.to().key().scanId()))
                        .toList(),
                advanced.stream().filter(next -> scans.contains(next.scanId())).toList());
    }

    /**
     * @param from the pending row as it was; null: the unit has no row yet
     * @param to leased, or pending for a unit that was passed over
     */
    public record Write(@Nullable UnitRow from, UnitRow to) {}

    /**
     * @param deadUnits units passed on the way that get no row, since all of their hosts are down: they are done
     * @param deadPorts ports of those units over all their hosts
     */
    public record Advanced(long scanId, int segmentId, long nextPosition, long deadUnits, long deadPorts) {}
}
