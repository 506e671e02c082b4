package dev.scanctl.coordinator.scan;

import dev.scanctl.proto.v1.ScanSpec;

/** An old scan's spec with what a new one sets in its place. */
final class LikeSpec {
    private LikeSpec() {}

    /** A list that is set replaces the whole list; ports as such and the top N replace each other. */
    static ScanSpec merge(ScanSpec old, ScanSpec set) {
        ScanSpec.Builder merged = old.toBuilder();
        if (set.getTargetsCount() > 0) {
            merged.clearTargets();
            merged.getSettingsBuilder().clearZone();
        }
        if (set.getExclusionsCount() > 0) {
            merged.clearExclusions();
        }
        if (set.getSegmentsCount() > 0) {
            merged.clearSegments();
        }
        if (set.getHoursCount() > 0) {
            merged.clearHours();
        }
        if (!set.getPorts().isEmpty() || set.getTopPorts() != 0) {
            merged.clearPorts().clearTopPorts();
        }
        return merged.mergeFrom(set).build();
    }
}
