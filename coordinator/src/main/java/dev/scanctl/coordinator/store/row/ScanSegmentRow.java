package dev.scanctl.coordinator.store.row;

/**
 * How far one segment is with one scan.
 *
 * @param segment name of the segment
 * @param nextPosition units at positions below it in the scan's order were leased at least once
 * @param probesTotal ports of the plan
 * @param firstMs no observation is earlier; {@link Long#MAX_VALUE}: none is noted; 0: not known
 * @param hostsUp live by discovery; 0 without
 * @param hostsDown down by discovery
 * @param quality encoded scan.v1.UnitQuality, summed over committed results
 */
public record ScanSegmentRow(
        long scanId,
        int segmentId,
        String segment,
        String space,
        long nextPosition,
        long unitsTotal,
        long probesTotal,
        long unitsDone,
        byte[] quality,
        long hostsUp,
        long hostsDown,
        long firstMs) {}
