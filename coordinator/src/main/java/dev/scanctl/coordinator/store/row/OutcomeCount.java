package dev.scanctl.coordinator.store.row;

import dev.scanctl.wire.Outcome;

/** How many committed ports of a scan have one outcome in one segment. */
public record OutcomeCount(long scanId, int segmentId, Outcome outcome, long ports) {}
