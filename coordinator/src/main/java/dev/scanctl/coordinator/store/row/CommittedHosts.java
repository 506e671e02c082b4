package dev.scanctl.coordinator.store.row;

import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.Epoch;

/** Neighbouring hosts of a unit that have their runs, and the lease they came under. */
public record CommittedHosts(AddressRange hosts, Epoch epoch) {}
