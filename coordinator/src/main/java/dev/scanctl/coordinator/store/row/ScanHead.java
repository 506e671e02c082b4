package dev.scanctl.coordinator.store.row;

import dev.scanctl.proto.v1.ScanState;

/** A scan without its blobs; see {@link ScanRow}. */
public record ScanHead(long id, String name, ScanState state, long createdMs, long endedMs, int overlay) {}
