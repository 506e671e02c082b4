package dev.scanctl.coordinator.lease;

import dev.scanctl.wire.Outcome;

/** What is left of a leased unit gets one outcome without being probed, and the unit is done. */
public record Settlement(long op, LeaseId lease, Outcome outcome) {}
