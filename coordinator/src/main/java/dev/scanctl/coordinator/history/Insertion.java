package dev.scanctl.coordinator.history;

import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts one observation among the intervals of ports with one history. What is in between intervals follows from their
 * brackets; where an interval is cut, or its last observation becomes the begin of a bracket, coverage tells.
 */
final class Insertion {
    private final PortState state;
    private final Moment at;
    private final Coverage coverage;

    Insertion(PortState state, Moment at, Coverage coverage) {
        this.state = state;
        this.at = at;
        this.coverage = coverage;
    }

    /** Answers through {@code out}: ports may part ways, for their coverage may differ. */
    void into(PortSet ports, List<Interval> intervals, Strands out) {
        int here = Strand.indexAt(intervals, at);
        Interval next = here + 1 < intervals.size() ? intervals.get(here + 1) : null;
        if (here < 0) {
            out.add(ports, earliest(intervals));
        } else if (intervals.get(here).state() == state) {
            out.add(ports, confirmed(intervals, here + 1, next));
        } else if (next != null && at.isAfter(before(next))) {
            out.add(ports, between(intervals, here + 1, next));
        } else {
            contrary(ports, intervals, here, next, out);
        }
    }

    private List<Interval> earliest(List<Interval> intervals) {
        Interval first = intervals.getFirst();
        List<Interval> changed = new ArrayList<>(intervals);
        if (first.state() == state) {
            changed.set(0, first.withFirst(at));
        } else {
            changed.set(0, first.withBefore(at));
            changed.addFirst(new Interval(state, at, null));
        }
        return changed;
    }

    private List<Interval> confirmed(List<Interval> intervals, int index, @Nullable Interval next) {
        if (next == null || !at.isAfter(before(next))) {
            return intervals;
        }
        List<Interval> changed = new ArrayList<>(intervals);
        changed.set(index, next.withBefore(at));
        return changed;
    }

    /** Within the bracket of the change to {@code next}. */
    private List<Interval> between(List<Interval> intervals, int index, Interval next) {
        List<Interval> changed = new ArrayList<>(intervals);
        if (next.state() == state) {
            changed.set(index, next.withFirst(at));
        } else {
            changed.set(index, next.withBefore(at));
            changed.add(index, new Interval(state, at, next.before()));
        }
        return changed;
    }

    /** Ends an interval, or cuts it in two where it goes on after that. */
    private void contrary(PortSet ports, List<Interval> intervals, int here, @Nullable Interval next, Strands out) {
        Interval cut = intervals.get(here);
        Moment removed = cut.removed();
        Moment end = next == null ? null : next.first();
        Moment latest = next == null ? later(removed) : before(next);
        each(ports, coverage.last(ports, cut.state(), cut.first(), at), cut.first(), (some, known) ->
                each(some, coverage.first(some, cut.state(), at, end), latest, (part, again) -> {
                    Moment before = removed != null && at.isAfter(removed) && removed.isAfter(known) ? removed : known;
                    List<Interval> changed = new ArrayList<>(intervals);
                    changed.set(here, cut.until(at));
                    changed.add(here + 1, new Interval(state, at, before));
                    if (again != null) {
                        changed.add(here + 2, goesOn(cut, again));
                    }
                    out.add(part, changed);
                }));
    }

    /** What is left of an interval after this observation, by the first of its own that is known. */
    private Interval goesOn(Interval cut, Moment again) {
        Moment removed = later(cut.removed());
        Moment first = removed != null && again.isAfter(removed) ? removed : again;
        return new Interval(cut.state(), first, at, removed);
    }

    private @Nullable Moment later(@Nullable Moment moment) {
        return moment != null && moment.isAfter(at) ? moment : null;
    }

    private static <M extends @Nullable Moment> void each(
            PortSet ports, Map<Moment, PortSet> known, M otherwise, BiConsumer<PortSet, M> then) {
        PortSet rest = ports;
        for (Map.Entry<Moment, PortSet> entry : known.entrySet()) {
            @SuppressWarnings("unchecked")
            M moment = (M) entry.getKey();
            then.accept(entry.getValue(), moment);
            rest = rest.minus(entry.getValue());
        }
        if (!rest.isEmpty()) {
            then.accept(rest, otherwise);
        }
    }

    private static Moment before(Interval next) {
        Moment before = next.before();
        if (before == null) {
            throw new IllegalArgumentException(next + " follows another interval");
        }
        return before;
    }
}
