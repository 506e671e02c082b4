package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.history.Interval;
import dev.scanctl.coordinator.history.Moment;
import dev.scanctl.coordinator.history.Strand;
import dev.scanctl.coordinator.history.Timeline;
import dev.scanctl.coordinator.history.TimelineCode;
import dev.scanctl.coordinator.ingest.TestScan;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.row.TimelineKey;
import dev.scanctl.coordinator.store.row.TimelineRow;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** Days of which a store has the scans and the intervals they led to, and no runs any more: as if they had been pruned. */
final class EarlierDays {
    private static final int ROWS = 1_000;

    private final HistoryData data;
    private final List<Long> scans = new ArrayList<>();

    EarlierDays(HistoryData data) {
        this.data = data;
    }

    /** @param clock is told each day before it begins */
    void write(Store store, int days, IntConsumer clock) {
        for (int day = 0; day < days; day++) {
            clock.accept(day);
            data.nextDay();
            TestScan scan = data.submit(store, day).getFirst();
            scans.add(scan.id());
            scan.move(ScanState.SCAN_STATE_RUNNING, ScanState.SCAN_STATE_COMPLETED);
            store.write(Lane.BULK, tables -> {
                        tables.pruned().begin(scan.id());
                        return tables.pruned().removeSome(scan.id(), 1);
                    })
                    .join();
        }
        for (int segment = 0; segment < data.segments && days > 0; segment++) {
            timelines(store, segment);
        }
    }

    private void timelines(Store store, int segment) {
        String name = HistoryData.segment(segment);
        int segmentId = store.<Integer>read(tables -> tables.segments().byName(name).orElseThrow().id());
        TimelineKey key = new TimelineKey(segmentId, Protocol.TCP, Method.CONNECT, "");
        for (int first = 0; first < data.hosts; first += ROWS) {
            List<TimelineRow> rows = new ArrayList<>();
            for (int host = first; host < Math.min(data.hosts, first + ROWS); host++) {
                Timeline timeline = timeline(segment, host);
                rows.add(new TimelineRow(
                        key, AddressRange.of(HistoryData.address(host)), timeline.changedMs(), timeline.states(),
                        TimelineCode.encode(timeline)));
            }
            store.write(Lane.BULK, tables -> {
                        tables.timelines().replace(List.of(), rows);
                        return true;
                    })
                    .join();
        }
    }

    /** What the scans of these days would have made of a host. */
    private Timeline timeline(int segment, int host) {
        Map<List<Interval>, PortSet> strands = new LinkedHashMap<>();
        PortSet others = PortSet.of(new PortRange(1, HistoryData.PORTS));
        for (int exception = 0; exception < HistoryData.EXCEPTIONS; exception++) {
            PortSet port = PortSet.of(PortRange.of(HistoryData.port(host, exception)));
            strands.merge(intervals(segment, host, exception), port, PortSet::union);
            others = others.minus(port);
        }
        strands.merge(List.of(new Interval(PortState.CLOSED, moment(0), null)), others, PortSet::union);
        List<Strand> inOrder = new ArrayList<>();
        strands.forEach((intervals, ports) -> inOrder.add(new Strand(ports, intervals)));
        inOrder.sort((one, other) -> Integer.compare(one.ports().at(0), other.ports().at(0)));
        return new Timeline(inOrder);
    }

    private List<Interval> intervals(int segment, int host, int exception) {
        List<Interval> intervals = new ArrayList<>();
        for (int day = 0; day < scans.size(); day++) {
            boolean open = data.open(day, segment, host, exception);
            if (day == 0 || open != data.open(day - 1, segment, host, exception)) {
                PortState state = open ? PortState.OPEN : PortState.CLOSED;
                intervals.add(new Interval(state, moment(day), day == 0 ? null : moment(day - 1)));
            }
        }
        return intervals;
    }

    private Moment moment(int day) {
        return new Moment(HistoryData.ms(day), scans.get(day));
    }
}
