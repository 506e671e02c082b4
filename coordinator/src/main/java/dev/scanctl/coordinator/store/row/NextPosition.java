package dev.scanctl.coordinator.store.row;

/** Units of a scan in a segment at positions below {@code position} have a row from now on. */
public record NextPosition(long scanId, int segmentId, long position) {}
