package dev.scanctl.coordinator.history;

import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All observations of one host port by port: the slow and obvious way. */
final class NaiveHistory implements Coverage {
    private final Map<Integer, TreeMap<Moment, PortState>> ports = new TreeMap<>();

    void add(Sighting sighting) {
        for (Run run : sighting.runs().list()) {
            for (int port = run.firstPort(); port <= run.lastPort(); port++) {
                if (sighting.runs().ports().contains(port) && sighting.tells(run.outcome())) {
                    ports.computeIfAbsent(port, p -> new TreeMap<>())
                            .put(sighting.at(), run.outcome().state());
                }
            }
        }
    }

    List<Interval> of(int port) {
        List<Interval> intervals = new ArrayList<>();
        Moment last = null;
        for (Map.Entry<Moment, PortState> seen :
                ports.getOrDefault(port, new TreeMap<>()).entrySet()) {
            if (intervals.isEmpty() || intervals.getLast().state() != seen.getValue()) {
                intervals.add(new Interval(seen.getValue(), seen.getKey(), last));
            }
            last = seen.getKey();
        }
        return intervals;
    }

    @Override
    public Map<Moment, PortSet> last(PortSet some, PortState state, Moment after, Moment below) {
        return known(some, state, after, below, true);
    }

    @Override
    public Map<Moment, PortSet> first(PortSet some, PortState state, Moment after, @Nullable Moment below) {
        return known(some, state, after, below, false);
    }

    private Map<Moment, PortSet> known(
            PortSet some, PortState state, Moment after, @Nullable Moment below, boolean latest) {
        Map<Moment, PortSet> known = new TreeMap<>();
        for (int rank = 0; rank < some.size(); rank++) {
            int port = some.at(rank);
            TreeMap<Moment, PortState> all = ports.getOrDefault(port, new TreeMap<>());
            SortedMap<Moment, PortState> within = below == null
                    ? all.tailMap(after, false)
                    : after.compareTo(below) >= 0 ? new TreeMap<>() : all.subMap(after, false, below, false);
            List<Moment> moments = within.entrySet().stream()
                    .filter(seen -> seen.getValue() == state)
                    .map(Map.Entry::getKey)
                    .toList();
            if (!moments.isEmpty()) {
                PortSet one = PortSet.of(new dev.scanctl.wire.PortRange(port, port));
                known.merge(latest ? moments.getLast() : moments.getFirst(), one, PortSet::union);
            }
        }
        return known;
    }
}
