package dev.scanctl.coordinator.scan;

import dev.scanctl.wire.Address;

/**
 * A port as one segment sees it. The protocol is not part of it: a unit has one protocol, and a find is kept by unit.
 */
record PortKey(long unit, int segmentId, Address address, int port) {}
