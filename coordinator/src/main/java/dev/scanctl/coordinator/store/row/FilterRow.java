package dev.scanctl.coordinator.store.row;

/** A filter that an operator gave a name. */
public record FilterRow(String name, String expression, long changedMs) {}
