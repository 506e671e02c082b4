package dev.scanctl.coordinator.store;

import dev.scanctl.wire.AddressRange;

/**
 * The intervals of one host, or of neighbours alike, as one segment saw them by one method.
 *
 * @param hosts within one aligned block of {@value TimelineTable#BLOCK} addresses
 * @param changedMs when the newest state that followed another was first observed; 0: never
 * @param intervals encoded coordinator.history.Timeline
 */
public record TimelineRow(TimelineKey key, AddressRange hosts, long changedMs, byte[] intervals) {}
