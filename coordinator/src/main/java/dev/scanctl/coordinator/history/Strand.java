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

    /** The newest interval. */
    public Interval current() {
        return intervals.getLast();
    }
}
