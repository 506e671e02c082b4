package dev.scanctl.coordinator.store.row;

/** Where a unit stands, since when, and with how much trust (encoded scan.v1.UnitQuality; empty: no result). */
public record UnitStatus(UnitRow row, long changedMs, byte[] quality) {}
