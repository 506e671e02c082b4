package dev.scanctl.coordinator.history;

import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The history of one host's ports of one protocol, as one segment saw it by one method. Immutable.
 *
 * <p>A port's intervals are what its observations, by {@link Moment}, fall into where neighbours alike are joined. Ports
 * that were never observed are absent.
 *
 * @param strands by first port; disjoint, each with another history
 */
public record Timeline(List<Strand> strands) {
    public static final Timeline EMPTY = new Timeline(List.of());

    public Timeline {
        strands = List.copyOf(strands);
    }

    /** With one more sighting; this very instance if that changes nothing. */
    public Timeline with(Sighting sighting, Coverage coverage) {
        Map<PortState, PortSet> observed = sighting.observed();
        if (holds(sighting.at(), observed)) {
            return this;
        }
        Strands changed = new Strands();
        for (Strand strand : strands) {
            PortSet left = strand.ports();
            for (Map.Entry<PortState, PortSet> entry : observed.entrySet()) {
                PortSet common = strand.ports().intersect(entry.getValue());
                if (!common.isEmpty()) {
                    new Insertion(entry.getKey(), sighting.at(), coverage).into(common, strand.intervals(), changed);
                    left = left.minus(common);
                }
            }
            changed.add(left, strand.intervals());
        }
        PortSet known = ports();
        observed.forEach((state, ports) ->
                changed.add(ports.minus(known), List.of(new Interval(state, sighting.at(), null))));
        Timeline timeline = new Timeline(changed.list());
        return timeline.equals(this) ? this : timeline;
    }

    /**
     * The same, while it is still known that this sighting confirmed states: its runs go.
     */
    public Timeline without(Sighting sighting) {
        Map<PortState, PortSet> observed = sighting.observed();
        Strands changed = new Strands();
        for (Strand strand : strands) {
            int at = strand.indexAt(sighting.at());
            PortState state = at < 0 ? PortState.UNKNOWN : strand.intervals().get(at).state();
            PortSet same = observed.getOrDefault(state, PortSet.EMPTY).intersect(strand.ports());
            if (same.isEmpty()) {
                changed.add(strand.ports(), strand.intervals());
            } else {
                List<Interval> intervals = new ArrayList<>(strand.intervals());
                intervals.set(at, intervals.get(at).without(sighting.at()));
                changed.add(same, intervals);
                changed.add(strand.ports().minus(same), strand.intervals());
            }
        }
        Timeline timeline = new Timeline(changed.list());
        return timeline.equals(this) ? this : timeline;
    }

    /** Whether each port's newest interval says so already, and began before. */
    private boolean holds(Moment at, Map<PortState, PortSet> observed) {
        int known = 0;
        for (Strand strand : strands) {
            Interval current = strand.current();
            PortSet same = observed.get(current.state());
            if (same != null && !current.first().isAfter(at)) {
                known += same.intersect(strand.ports()).size();
            }
        }
        return known == observed.values().stream().mapToInt(PortSet::size).sum();
    }

    /** Without all but the newest intervals of each port. */
    Timeline newest(int most) {
        Strands kept = new Strands();
        for (Strand strand : strands) {
            int size = strand.intervals().size();
            kept.add(strand.ports(), strand.intervals().subList(Math.max(0, size - most), size));
        }
        return new Timeline(kept.list());
    }

    /** Every port that was ever observed. */
    public PortSet ports() {
        return strands.stream().map(Strand::ports).reduce(PortSet.EMPTY, PortSet::union);
    }

    /** The intervals of a port, by time; empty: it was never observed. */
    public List<Interval> of(int port) {
        return strands.stream()
                .filter(strand -> strand.ports().contains(port))
                .findFirst()
                .map(Strand::intervals)
                .orElse(List.of());
    }

    /** Bit set of the states that a port ever had: 1 &lt;&lt; number. */
    public int states() {
        int states = 0;
        for (Strand strand : strands) {
            for (Interval interval : strand.intervals()) {
                states |= 1 << interval.state().number();
            }
        }
        return states;
    }

    /** When the newest state that followed another was first observed, milliseconds since 1970; 0: never. */
    public long changedMs() {
        return strands.stream()
                .flatMap(strand -> Stream.of(strand.current()))
                .filter(interval -> interval.before() != null)
                .mapToLong(interval -> interval.first().ms())
                .max()
                .orElse(0);
    }
}
