package dev.scanctl.agent.lease;

import dev.scanctl.proto.v1.ExclusionOverlay;
import dev.scanctl.wire.AddressSet;
import java.util.LinkedHashMap;
import java.util.Map;

/** Exclusions added to running scans, the newest overlay of each. Owned by the control thread. */
final class Overlays {
    /** Scans whose overlay is remembered; those heard of longest ago go first. Grants carry theirs anyway. */
    private static final int MAX_SCANS = 256;

    private final Map<Long, Overlay> byScan = new LinkedHashMap<>();

    private record Overlay(int number, AddressSet addresses) {}

    /**
     * Takes an overlay, and gives what it excludes.
     *
     * @throws IllegalArgumentException if it holds something that is no range
     */
    AddressSet add(ExclusionOverlay message) {
        AddressSet addresses = WireRanges.addresses(message.getAddressesList());
        Overlay known = byScan.get(message.getScanId());
        if (known == null || Integer.compareUnsigned(known.number(), message.getOverlay()) < 0) {
            byScan.remove(message.getScanId());
            byScan.put(message.getScanId(), new Overlay(message.getOverlay(), addresses));
            if (byScan.size() > MAX_SCANS) {
                byScan.remove(byScan.keySet().iterator().next());
            }
        }
        return addresses;
    }

    /** What a grant that has taken out an overlay does not know of yet. */
    AddressSet since(long scanId, int overlay) {
        Overlay known = byScan.get(scanId);
        if (known == null || Integer.compareUnsigned(known.number(), overlay) <= 0) {
            return AddressSet.EMPTY;
        }
        return known.addresses();
    }
}
