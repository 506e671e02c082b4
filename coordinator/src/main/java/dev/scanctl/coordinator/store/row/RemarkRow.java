package dev.scanctl.coordinator.store.row;

import dev.scanctl.wire.AddressRange;

/**
 * Something to say of neighbouring hosts of a unit.
 *
 * @param kind number of scan.v1.RemarkKind
 * @param ports see scan.v1.Remark.ports
 * @param evidence encoded scan.v1.Remark
 */
public record RemarkRow(UnitKey unit, int kind, AddressRange hosts, long ports, byte[] evidence) {}
