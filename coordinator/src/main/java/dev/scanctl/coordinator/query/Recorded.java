package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.history.TimelineCode;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.TimelineRow;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The addresses of a set on which timelines have a port open that a filter asks for, at whatever time. */
final class Recorded implements Candidates {
    /** Rows read at a time: some tenths of a megabyte. */
    private static final int ROWS = 512;

    private final Store store;
    private final int segmentId;
    private final Filter filter;
    private final List<AddressRange> left;
    private AddressSet found = AddressSet.EMPTY;

    Recorded(Store store, int segmentId, Filter filter, AddressSet addresses) {
        this.store = store;
        this.segmentId = segmentId;
        this.filter = filter;
        this.left = new ArrayList<>(addresses.ranges().reversed());
    }

    @Override
    public AddressSet next() {
        while (found.isEmpty() && !left.isEmpty()) {
            found = store.read(tables -> open(tables, left.removeLast()));
        }
        AddressSet window = found.slice(0, WINDOW);
        found = found.slice(WINDOW, found.size());
        return window;
    }

    private AddressSet open(Tables tables, AddressRange range) throws SQLException {
        List<TimelineRow> rows = List.of();
        AddressRange told = null;
        for (int most = ROWS; told == null; most *= 2) {
            rows = tables.timelines().everOpen(segmentId, range, most);
            // Rows beyond the last one read may stand for its first address, too.
            Address end = rows.size() < most ? null : rows.getLast().hosts().first();
            if (end == null) {
                told = range;
            } else if (end.compareTo(range.first()) > 0) {
                told = new AddressRange(range.first(), end.previous());
                left.add(new AddressRange(end, range.last()));
            }
        }
        AddressSet hosts = AddressSet.of(
                rows.stream().filter(this::matches).map(TimelineRow::hosts).toList());
        return hosts.intersect(AddressSet.of(told));
    }

    private boolean matches(TimelineRow row) {
        PortSet ports = filter.ports(row.key().protocol());
        boolean every = filter.allPorts() && row.states() != 0;
        if (ports.isEmpty() || every || row.mayHaveForgotten()) {
            return !ports.isEmpty();
        }
        return TimelineCode.everHad(row.intervals(), PortState.OPEN, ports);
    }
}
