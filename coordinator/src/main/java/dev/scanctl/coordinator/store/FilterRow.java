package dev.scanctl.coordinator.store;

/** A filter that an operator gave a name. */
public record FilterRow(String name, String expression, long changedMs) {}
