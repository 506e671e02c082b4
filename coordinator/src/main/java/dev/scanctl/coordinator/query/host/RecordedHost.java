package dev.scanctl.coordinator.query.host;

import dev.scanctl.coordinator.history.Interval;
import dev.scanctl.coordinator.history.Moment;
import dev.scanctl.coordinator.history.Strand;
import dev.scanctl.coordinator.history.Stretch;
import dev.scanctl.coordinator.history.Stretches;
import dev.scanctl.coordinator.history.Timeline;
import dev.scanctl.coordinator.history.TimelineCode;
import dev.scanctl.coordinator.ingest.PastRuns;
import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.query.Asked;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.TimelineRow;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The timelines that methods have of one host and protocol, put together. Used within one transaction. */
final class RecordedHost {
    private final Map<Method, Known> known = new EnumMap<>(Method.class);
    private final Map<Asked, Map<Moment, PortSet>> answers = new HashMap<>();

    private record Known(Timeline timeline, PastRuns.Of past) {}

    private record Asked(Method method, Strand strand, PortState state, Moment after, Moment below) {}

    /** @param rows of one host, protocol and zone */
    RecordedHost(Tables tables, StoredPlans plans, Address address, List<TimelineRow> rows) {
        for (TimelineRow row : rows) {
            PastRuns.Of past = new PastRuns(tables, plans, row.key()).of(address);
            known.put(row.key().method(), new Known(TimelineCode.decode(row.intervals()), past));
        }
    }

    /** Ports within a filter that were observed at all, or that were open at least once. */
    PortSet ports(PortSet filter, boolean allStates) {
        PortSet ports = PortSet.EMPTY;
        for (Known one : known.values()) {
            for (Strand strand : one.timeline.strands()) {
                if (allStates || strand.intervals().stream().anyMatch(i -> i.state() == PortState.OPEN)) {
                    ports = ports.union(strand.ports().intersect(filter));
                }
            }
        }
        return ports;
    }

    /** Of one port, by time. */
    List<Stretch> of(int port) {
        Map<Method, List<Interval>> intervals = new EnumMap<>(Method.class);
        known.forEach((method, one) -> {
            List<Interval> own = one.timeline.of(port);
            if (!own.isEmpty()) {
                intervals.put(method, own);
            }
        });
        return Stretches.of(intervals, (method, state, after, below) -> last(port, method, state, after, below));
    }

    /** Ports with one history are looked up together. */
    private @Nullable Moment last(int port, Method method, PortState state, Moment after, Moment below) {
        Known one = known.get(method);
        for (Strand strand : one == null ? List.<Strand>of() : one.timeline.strands()) {
            if (one != null && strand.ports().contains(port)) {
                PastRuns.Of past = one.past;
                Moment told = removed(strand, state, after, below);
                Map<Moment, PortSet> answer = answers.computeIfAbsent(
                        new Asked(method, strand, state, after, below),
                        asked -> past.last(strand.ports(), state, after, below));
                return answer.entrySet().stream()
                        .filter(entry -> entry.getValue().contains(port))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .filter(kept -> told == null || kept.compareTo(told) > 0)
                        .orElse(told);
            }
        }
        return null;
    }

    /** What an interval itself tells of the last observation in it, whose runs may be gone. */
    private static @Nullable Moment removed(Strand strand, PortState state, Moment after, Moment below) {
        Moment told = null;
        for (int i = 0; i < strand.intervals().size(); i++) {
            Interval interval = strand.intervals().get(i);
            Moment last = i + 1 < strand.intervals().size() ? strand.intervals().get(i + 1).before() : interval.removed();
            if (interval.state() == state && last != null && last.compareTo(after) > 0 && last.compareTo(below) < 0) {
                told = last;
            }
        }
        return told;
    }
}
