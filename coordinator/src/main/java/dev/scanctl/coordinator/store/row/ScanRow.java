package dev.scanctl.coordinator.store.row;

import dev.scanctl.proto.v1.ScanState;

/**
 * One row of {@code scan}.
 *
 * @param ratePps attempts a second over the whole scan; 0: no cap
 * @param hostRatePps attempts a second for each host; 0: no cap
 * @param startedMs 0: no unit leased yet
 * @param endedMs 0: not ended
 * @param spec encoded scan.v1.ScanSpec, as submitted
 * @param plan encoded plan
 * @param names encoded scan.v1.PlanSummary with its names only
 * @param overlay number of the newest exclusion overlay; 0: none
 * @param overlayRanges encoded scan.v1.ExclusionOverlay with all of them; empty: none
 */
public record ScanRow(
        long id,
        String requestId,
        String name,
        String owner,
        String reason,
        ScanState state,
        int priority,
        long ratePps,
        long hostRatePps,
        long createdMs,
        long startedMs,
        long endedMs,
        byte[] spec,
        byte[] plan,
        byte[] names,
        int overlay,
        byte[] overlayRanges) {}
