package dev.scanctl.coordinator.store.row;

import dev.scanctl.wire.Method;
import dev.scanctl.wire.Protocol;

/**
 * Whose timelines: what one segment saw of one protocol by one method.
 *
 * @param zone of link-local addresses; empty: none
 */
public record TimelineKey(int segmentId, Protocol protocol, Method method, String zone) {}
