package dev.scanctl.coordinator.ingest;

import dev.scanctl.coordinator.history.Timeline;
import dev.scanctl.coordinator.history.TimelineCode;
import dev.scanctl.coordinator.store.TimelineTable;
import dev.scanctl.coordinator.store.row.AddressBlock;
import dev.scanctl.coordinator.store.row.TimelineKey;
import dev.scanctl.coordinator.store.row.TimelineRow;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What becomes of timelines in one transaction: rows that go, what takes their place, and what is new. */
final class TimelineParts {
    /** Addresses of rows that go and that did not change, by row. */
    private final Map<TimelineRow, AddressSet> rest = new LinkedHashMap<>();
    private final Map<Address, Part> parts = new TreeMap<>();
    private @Nullable TimelineRow newest;
    private Timeline decoded = Timeline.EMPTY;

    private record Part(AddressRange hosts, long changedMs, int states, byte[] intervals) {
        boolean goesOn(Part next) {
            return next.hosts.first().v6() == hosts.last().v6()
                    && next.hosts.first().minus(hosts.last()) == 1
                    && AddressBlock.of(hosts.first()).equals(AddressBlock.of(next.hosts.first()))
                    && states == next.states
                    && Arrays.equals(intervals, next.intervals);
        }

        Part with(Part next) {
            return new Part(new AddressRange(hosts.first(), next.hosts.last()), changedMs, states, intervals);
        }

        TimelineRow row(TimelineKey key) {
            return new TimelineRow(key, hosts, changedMs, states, intervals);
        }
    }

    /** A row's timeline; the newest row's is kept, for neighbours often share it. */
    Timeline timeline(TimelineRow row) {
        if (newest != row) {
            decoded = TimelineCode.decode(row.intervals());
            newest = row;
        }
        return decoded;
    }

    /** @param row where the hosts' timeline stands so far; null: nowhere */
    void change(AddressRange hosts, @Nullable TimelineRow row, Timeline after) {
        if (row != null) {
            rest.merge(row, AddressSet.of(row.hosts()).minus(AddressSet.of(hosts)), AddressSet::intersect);
        }
        byte[] whole = TimelineCode.encode(after);
        byte[] kept = TimelineCode.shortened(after, whole, TimelineTable.MOST_BYTES);
        int before = row == null ? 0 : row.states() & TimelineRow.FORGOTTEN;
        int states = after.states() | (kept == whole ? before : TimelineRow.FORGOTTEN);
        put(new Part(hosts, after.changedMs(), states, kept));
    }

    private void put(Part part) {
        parts.put(part.hosts.first(), part);
    }

    List<TimelineRow> gone() {
        return List.copyOf(rest.keySet());
    }

    /** By address; neighbours alike are one. Called once. */
    List<TimelineRow> rows(TimelineKey key) {
        rest.forEach((row, left) ->
                left.ranges()
                        .forEach(range -> put(new Part(range, row.changedMs(), row.states(), row.intervals()))));
        List<TimelineRow> rows = new ArrayList<>();
        Part last = null;
        for (Part part : parts.values()) {
            if (last != null && last.goesOn(part)) {
                part = last.with(part);
            } else if (last != null) {
                rows.add(last.row(key));
            }
            last = part;
        }
        if (last != null) {
            rows.add(last.row(key));
        }
        return rows;
    }
}
