package dev.scanctl.cli.view;

import dev.scanctl.cli.output.SafeText;
import dev.scanctl.cli.output.Words;
import dev.scanctl.proto.v1.FileSpace;
import dev.scanctl.proto.v1.PruneProgress;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** What is told of the removal of old results. */
public final class PruneText {
    private PruneText() {}

    /** A line of data: number, day of its end, name. */
    public static String scan(PruneProgress progress, ZoneId zone) {
        return progress.getScanId() + "  "
                + Instant.ofEpochMilli(progress.getEndedMs()).atZone(zone).toLocalDate() + "  "
                + SafeText.of(progress.getName());
    }

    public static String underWay(PruneProgress progress) {
        return "scan " + progress.getScanId() + ": " + Words.count(progress.getRows()) + " rows removed";
    }

    /** What the disk gets of it, and when; empty: nothing worth a word. */
    public static Optional<String> space(FileSpace space) {
        long unused = space.getUnusedBytes() >> 20;
        if (unused == 0) {
            return Optional.empty();
        }
        String file = Words.count(unused) + " MB of the store's file (" + Words.count(space.getFileBytes() >> 20) + " MB) are unused";
        return Optional.of(file + ": " + whoGetsIt(space));
    }

    private static String whoGetsIt(FileSpace space) {
        if (space.getShrinks()) {
            return "about so much is given back to the disk when the coordinator starts next; until then new results go there.";
        }
        return space.getWasteful()
                ? "new results go there. The disk gets it by 'scan-coordinator compact', while the coordinator is stopped."
                : "new results go there, and the file does not shrink by it.";
    }

    public static String total(long scans, long rows, boolean dryRun) {
        if (scans == 0) {
            return "No scan with results ended that long ago.";
        }
        String what = scans == 1 ? "1 scan" : Words.count(scans) + " scans";
        return dryRun
                ? "The results of " + what + " would be removed."
                : "The results of " + what + " are removed: " + Words.count(rows) + " rows. Their counts and history stay.";
    }
}
