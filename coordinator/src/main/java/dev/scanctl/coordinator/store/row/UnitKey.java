package dev.scanctl.coordinator.store.row;

/**
 * What a lease is of.
 *
 * @param unit number in the scan's plan, from 0
 */
public record UnitKey(long scanId, int segmentId, long unit) {

    @Override
    public String toString() {
        return "scan " + scanId + " unit " + unit + " (segment " + segmentId + ")";
    }
}
