package dev.scanctl.coordinator.history;

import dev.scanctl.wire.PortSet;
import java.util.List;

/**
 * Ports of a host with one history.
 *
 * @param ports not empty
 * @param intervals by time, not empty; neighbours differ in state
 */
public record Strand(PortSet ports, List<Interval> intervals) {

    public Strand {
        intervals = List.copyOf(intervals);
    }

    /** The place of the newest interval that has begun by then; -1: none has. */
    int indexAt(Moment at) {
        return indexAt(intervals, at);
    }

    /** The same of intervals by time. */
    static int indexAt(List<Interval> intervals, Moment at) {
        int here = intervals.size() - 1;
        while (here >= 0 && intervals.get(here).first().isAfter(at)) {
            here--;
        }
        return here;
    }

    /** The newest interval. */
    public Interval current() {
        return intervals.getLast();
    }
}
