package dev.scanctl.coordinator.store.row;

/**
 * The fields of a scan that may change while it runs; see {@link ScanRow} for units and zeros.
 *
 * @param spec with other hours, else as it is
 */
public record ScanEdit(
        String name,
        String reason,
        int priority,
        long ratePps,
        long hostRatePps,
        int overlay,
        byte[] overlayRanges,
        byte[] spec) {

    /** What the row holds now, to change from. */
    public static ScanEdit of(ScanRow row) {
        return new ScanEdit(
                row.name(),
                row.reason(),
                row.priority(),
                row.ratePps(),
                row.hostRatePps(),
                row.overlay(),
                row.overlayRanges(),
                row.spec());
    }

    public ScanEdit withOverlay(int number, byte[] ranges) {
        return new ScanEdit(name, reason, priority, ratePps, hostRatePps, number, ranges, spec);
    }
}
