package dev.scanctl.coordinator.store.row;

/** A request that changed a scan and was remembered. */
public record RequestRow(String requestId, long scanId, String verb, long atMs) {}
