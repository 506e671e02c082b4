package dev.scanctl.coordinator.store.row;

/**
 * Remarks of one kind, over the units of a scan in a segment.
 *
 * @param hosts each once
 * @param ports see scan.v1.Remark.ports
 */
public record RemarkTotal(int kind, long hosts, long units, long ports) {}
