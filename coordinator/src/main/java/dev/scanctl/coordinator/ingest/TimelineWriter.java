package dev.scanctl.coordinator.ingest;

import dev.scanctl.coordinator.history.Confirmation;
import dev.scanctl.coordinator.history.Coverage;
import dev.scanctl.coordinator.history.Moment;
import dev.scanctl.coordinator.history.Sighting;
import dev.scanctl.coordinator.history.Timeline;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.AddressBlock;
import dev.scanctl.coordinator.store.row.TimelineKey;
import dev.scanctl.coordinator.store.row.TimelineRow;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.PortState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a unit says of its hosts against their timelines, and writes those that change. Used within one transaction,
 * after the unit's runs were written.
 */
final class TimelineWriter {
    private final Tables tables;
    private final TimelineKey key;
    private final long scanId;
    private final Change change;
    private final PastRuns past;
    private final TimelineParts parts = new TimelineParts();
    /** Made where a host has a timeline: it is large. */
    private @Nullable Confirmation confirmation;

    /** What becomes of a host's timeline. */
    enum Change {
        /** It has one more sighting. */
        SEEN,
        /** The runs of a sighting that it has go. */
        REMOVED;

        private Timeline of(Timeline before, Sighting sighting, Coverage coverage) {
            return this == SEEN ? before.with(sighting, coverage) : before.without(sighting);
        }
    }

    TimelineWriter(Tables tables, StoredPlans plans, TimelineKey key, long scanId, Change change) {
        this.change = change;
        this.tables = tables;
        this.key = key;
        this.scanId = scanId;
        this.past = new PastRuns(tables, plans, key);
    }

    /**
     * @param hosts ascending
     * @param vouched false: the agent does not vouch for silences
     */
    void write(List<HostRuns> hosts, boolean vouched) throws SQLException {
        for (List<HostRuns> some : neighbours(hosts)) {
            together(some, tables.timelines().touching(key, span(some)), vouched);
        }
        tables.timelines().replace(parts.gone(), parts.rows(key));
    }

    /**
     * The rows of hosts that have none so far; empty if any has.
     *
     * @param hosts ascending
     * @param vouched false: the agent does not vouch for silences
     */
    Optional<List<TimelineRow>> first(List<HostRuns> hosts, boolean vouched) throws SQLException {
        List<List<HostRuns>> neighbours = neighbours(hosts);
        if (known(neighbours)) {
            return Optional.empty();
        }
        for (List<HostRuns> some : neighbours) {
            together(some, List.of(), vouched);
        }
        return Optional.of(parts.rows(key));
    }

    /**
     * The same as {@link #write(List, boolean)}.
     *
     * @param first what {@link #first} answered to the same; taken if none of the hosts has a row by now
     */
    void write(List<HostRuns> hosts, boolean vouched, List<TimelineRow> first) throws SQLException {
        if (known(neighbours(hosts))) {
            write(hosts, vouched);
        } else {
            tables.timelines().replace(List.of(), first);
        }
    }

    private boolean known(List<List<HostRuns>> neighbours) throws SQLException {
        boolean known = false;
        for (List<HostRuns> some : neighbours) {
            known = known || !tables.timelines().touching(key, span(some)).isEmpty();
        }
        return known;
    }

    /** Those that tell anything, by such as are read together. */
    private static List<List<HostRuns>> neighbours(List<HostRuns> hosts) {
        List<HostRuns> telling = new ArrayList<>();
        for (HostRuns host : hosts) {
            if (host.any(PortState::observed)) {
                telling.addAll(inBlocks(host));
            }
        }
        List<List<HostRuns>> neighbours = new ArrayList<>();
        for (int from = 0; from < telling.size(); ) {
            int end = from + 1;
            while (end < telling.size() && near(telling.get(end - 1), telling.get(end))) {
                end++;
            }
            neighbours.add(telling.subList(from, end));
            from = end;
        }
        return neighbours;
    }

    private static AddressRange span(List<HostRuns> hosts) {
        return new AddressRange(
                hosts.getFirst().hosts().first(), hosts.getLast().hosts().last());
    }

    /** Rows between hosts are read and passed over: of hosts far apart there may be many. */
    private static boolean near(HostRuns one, HostRuns next) {
        return one.hosts().last().v6() == next.hosts().first().v6()
                && next.hosts().first().minus(one.hosts().last()) <= AddressBlock.SIZE;
    }

    private static List<HostRuns> inBlocks(HostRuns host) {
        List<HostRuns> pieces = new ArrayList<>();
        Address first = host.hosts().first();
        Address last = host.hosts().last();
        while (last.minus(AddressBlock.of(first)) >= AddressBlock.SIZE) {
            Address end = AddressBlock.of(first).plus(AddressBlock.SIZE - 1);
            pieces.add(host.among(new AddressRange(first, end)));
            first = end.plus(1);
        }
        pieces.add(host.among(new AddressRange(first, last)));
        return pieces;
    }

    /** @param rows those that these hosts have so far */
    private void together(List<HostRuns> hosts, List<TimelineRow> rows, boolean vouched) throws SQLException {
        int next = 0;
        for (HostRuns host : hosts) {
            Sighting sighting = new Sighting(new Moment(host.observedMs(), scanId), host.runs(), vouched);
            Confirmation confirmed = change == Change.SEEN && !rows.isEmpty() ? confirmation().of(sighting) : null;
            Address from = host.hosts().first();
            boolean more = true;
            while (more) {
                while (next < rows.size() && rows.get(next).hosts().last().compareTo(from) < 0) {
                    next++;
                }
                TimelineRow row = next < rows.size() ? rows.get(next) : null;
                AddressRange piece = piece(new AddressRange(from, host.hosts().last()), row);
                observe(piece, row != null && row.hosts().contains(from) ? row : null, sighting, confirmed);
                more = piece.last().compareTo(host.hosts().last()) < 0;
                from = more ? piece.last().plus(1) : from;
            }
        }
    }

    private Confirmation confirmation() {
        Confirmation known = confirmation == null ? new Confirmation() : confirmation;
        confirmation = known;
        return known;
    }

    /** The first addresses of a range that have one row, or none. */
    private static AddressRange piece(AddressRange range, @Nullable TimelineRow row) {
        if (row == null || row.hosts().first().compareTo(range.last()) > 0) {
            return range;
        }
        Address end = row.hosts().contains(range.first())
                ? row.hosts().last()
                : row.hosts().first().previous();
        return end.compareTo(range.last()) < 0 ? new AddressRange(range.first(), end) : range;
    }

    /** @param confirmed the sighting, to be held against rows; null: it is not */
    private void observe(
            AddressRange hosts, @Nullable TimelineRow row, Sighting sighting, @Nullable Confirmation confirmed)
            throws SQLException {
        if (row != null && confirmed != null && confirmed.confirms(row.intervals())) {
            return;
        }
        Timeline before = row == null ? Timeline.EMPTY : parts.timeline(row);
        try {
            PastRuns.Of coverage = past.of(hosts.first());
            Timeline after = change.of(before, sighting, coverage);
            if (after == before) {
                return;
            }
            if (hosts.size() == 1 || !coverage.asked()) {
                parts.change(hosts, row, after);
                return;
            }
            for (long i = 0; i < hosts.size(); i++) {
                AddressRange one = AddressRange.of(hosts.first().plus(i));
                parts.change(one, row, change.of(before, sighting, past.of(one.first())));
            }
        } catch (PastRuns.Failed e) {
            throw e.cause();
        }
    }
}
