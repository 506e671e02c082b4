package dev.scanctl.coordinator.plan;

/**
 * Neighbouring units of a plan.
 *
 * @param first number of the first one
 * @param end number behind the last one
 */
public record UnitStretch(long first, long end) {}
