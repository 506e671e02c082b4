package dev.scanctl.coordinator.lease;

/**
 * Where a scan stands in one segment, as the store has it.
 *
 * @param space address space of the segment
 * @param nextPosition units at positions from here on have no row yet
 */
public record SegmentStart(int segmentId, String name, String space, long nextPosition, long unitsTotal) {}
