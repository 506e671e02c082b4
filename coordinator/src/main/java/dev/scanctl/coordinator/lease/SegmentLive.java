package dev.scanctl.coordinator.lease;

/**
 * One scan in one segment at this moment.
 *
 * @param unitsLeased live leases
 * @param unitsQuarantined given up until a retry
 * @param probesDone ports with a verdict in leased units as the agents report them, committed hosts not counted;
 *     never below {@code found}
 * @param ratePps attempts a second, as the agents report them
 * @param found open ports told by agents whose unit is not committed yet
 * @param agents connected in the segment
 * @param stalled why nothing moves, one sentence; empty: it moves or has ended
 * @param unable agents are connected, and none of them can do what is left
 */
public record SegmentLive(
        long scanId,
        int segmentId,
        int unitsLeased,
        int unitsQuarantined,
        long probesDone,
        long ratePps,
        long found,
        int agents,
        String stalled,
        boolean unable) {}
