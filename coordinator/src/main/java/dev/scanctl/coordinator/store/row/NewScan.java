package dev.scanctl.coordinator.store.row;

import java.util.List;

/**
 * A scan to be stored; it starts out running, without an overlay.
 *
 * @param spec encoded scan.v1.ScanSpec
 * @param plan encoded plan
 * @param names encoded scan.v1.PlanSummary with its names only
 * @param segmentIds at least one
 * @param unitsTotal of one segment
 * @param probesTotal of one segment
 */
public record NewScan(
        String requestId,
        String name,
        String owner,
        String reason,
        int priority,
        long ratePps,
        long hostRatePps,
        byte[] spec,
        byte[] plan,
        byte[] names,
        List<Integer> segmentIds,
        long unitsTotal,
        long probesTotal) {

    public NewScan {
        segmentIds = List.copyOf(segmentIds);
    }
}
