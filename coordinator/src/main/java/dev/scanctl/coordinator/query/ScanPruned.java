package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.store.row.ScanHead;
import java.time.Instant;
import java.time.ZoneOffset;

/** A request names a scan whose results were removed. The message is one sentence for the operator. */
public final class ScanPruned extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ScanPruned(ScanHead scan, long prunedMs) {
        super("the results of scan " + scan.id() + (scan.name().isEmpty() ? "" : " (" + scan.name() + ")") + " were pruned on "
                + Instant.ofEpochMilli(prunedMs).atZone(ZoneOffset.UTC).toLocalDate()
                + ": 'scanctl show' has its counts, 'scanctl history' what changed");
    }
}
