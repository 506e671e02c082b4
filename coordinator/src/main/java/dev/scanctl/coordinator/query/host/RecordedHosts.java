package dev.scanctl.coordinator.query.host;

import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.TimelineRow;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hosts of a range that have timelines, ascending, some at a time.
 *
 * @param left what is left of the range after these; null: nothing
 */
record RecordedHosts(List<Host> hosts, @Nullable AddressRange left) {
    /** Rows read at a time: more than can stand for one address. */
    private static final int ROWS = 512;
    /** Hosts told at a time: a short transaction. */
    private static final int HOSTS = 64;

    /** @param rows that stand for it, of any protocol, method and zone */
    record Host(Address address, List<TimelineRow> rows) {}

    static RecordedHosts next(Tables tables, int segmentId, AddressRange range) throws SQLException {
        List<TimelineRow> rows = tables.timelines().touching(segmentId, range, ROWS);
        Address end = range.last();
        boolean cut = rows.size() == ROWS;
        List<Host> hosts = new ArrayList<>();
        Address at = range.first();
        while (hosts.size() < HOSTS) {
            Address here = nearest(rows, at);
            if (here == null || here.compareTo(end) > 0) {
                return new RecordedHosts(hosts, null);
            }
            // Rows beyond the last one read may stand for its first address, too.
            if (cut && here.compareTo(rows.getLast().hosts().first()) >= 0) {
                return new RecordedHosts(hosts, new AddressRange(here, end));
            }
            hosts.add(new Host(here, rows.stream().filter(row -> row.hosts().contains(here)).toList()));
            if (here.equals(end)) {
                return new RecordedHosts(hosts, null);
            }
            at = here.plus(1);
        }
        return new RecordedHosts(hosts, new AddressRange(at, end));
    }

    /** The first address from one on that a row stands for; null: none. */
    private static @Nullable Address nearest(List<TimelineRow> rows, Address from) {
        Address nearest = null;
        for (TimelineRow row : rows) {
            AddressRange hosts = row.hosts();
            if (hosts.last().compareTo(from) >= 0) {
                Address first = hosts.first().compareTo(from) > 0 ? hosts.first() : from;
                nearest = nearest == null || first.compareTo(nearest) < 0 ? first : nearest;
            }
        }
        return nearest;
    }
}
