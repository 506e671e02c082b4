package dev.scanctl.coordinator.history;

/**
 * When a port was observed, and by which scan. It tells all observations of one port and method apart: a scan has a port
 * in one unit, and commits a unit's host once.
 *
 * @param ms milliseconds since 1970 by the coordinator's clock
 * @param scanId of two observations at the same time that of the later scan is the later one
 */
public record Moment(long ms, long scanId) implements Comparable<Moment> {

    @Override
    public int compareTo(Moment other) {
        return ms == other.ms ? Long.compare(scanId, other.scanId) : Long.compare(ms, other.ms);
    }

    boolean isAfter(Moment other) {
        return compareTo(other) > 0;
    }
}
