package dev.scanctl.coordinator.store.row;

/**
 * A network segment that agents stand in.
 *
 * @param space address space, {@code default} unless set
 */
public record SegmentRow(int id, String name, String space) {}
