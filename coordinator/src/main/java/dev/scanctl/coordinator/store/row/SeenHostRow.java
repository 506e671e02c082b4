package dev.scanctl.coordinator.store.row;

import dev.scanctl.wire.Address;

/**
 * When the hosts of a block answered first and last.
 *
 * @param block the first address of it
 * @param zone of link-local addresses; empty: none
 * @param seen encoded coordinator.history.SeenBlock
 */
public record SeenHostRow(Address block, int segmentId, String zone, byte[] seen) {}
