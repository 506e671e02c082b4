package dev.scanctl.coordinator.lease;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a scan stands in one segment, as the store has it.
 *
 * @param space address space of the segment
 * @param nextPosition units at positions from here on have no row yet
 * @param discovered units of host discovery that are done, with which of their addresses are down, a bit for each
 * @param agentId of an agent that was given a unit; null: none was
 */
public record SegmentStart(
        int segmentId,
        String name,
        String space,
        long nextPosition,
        long unitsTotal,
        Map<Long, byte[]> discovered,
        @Nullable String agentId) {}
