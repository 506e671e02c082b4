package dev.scanctl.cli.view;

import dev.scanctl.cli.output.One;
import dev.scanctl.cli.output.Words;
import dev.scanctl.proto.v1.Scan;
import dev.scanctl.proto.v1.SegmentProgress;
import dev.scanctl.proto.v1.StateCounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How far a scan is, in words. */
public final class ProgressText {
    private ProgressText() {}

    /** One segment on one line: what matters first, since a narrow terminal cuts the end. */
    public static String line(SegmentProgress p) {
        StringBuilder line = new StringBuilder(p.getSegment())
                .append(": ")
                .append(Words.percent(p.getProbesDone(), p.getProbesTotal()))
                .append(", ")
                .append(Words.count(p.getFound()))
                .append(" open, ");
        if (!p.getStalled().isEmpty()) {
            return line.append("waiting: ").append(p.getStalled()).toString();
        }
        line.append(Words.count(p.getProbesDone())).append(" of ").append(Words.count(p.getProbesTotal()));
        if (p.getRatePps() > 0) {
            line.append(", ").append(Words.count(p.getRatePps())).append("/s");
        }
        if (p.getEtaMs() > 0) {
            line.append(", ").append(Words.duration(Duration.ofMillis(p.getEtaMs()))).append(" left");
        }
        return line.toString();
    }

    /** How a scan came to rest: "Scan 12 completed in 3.2 s: 3 open, 65,532 closed." */
    public static String rest(Scan scan) {
        String length = scan.getEndedMs() > 0 && scan.getStartedMs() > 0
                ? " in " + Words.duration(Duration.ofMillis(scan.getEndedMs() - scan.getStartedMs()))
                : "";
        String how = switch (scan.getState()) {
            case SCAN_STATE_COMPLETED -> "completed" + length;
            case SCAN_STATE_COMPLETED_WITH_GAPS -> "ended with gaps" + length;
            case SCAN_STATE_CANCELLED -> "was cancelled";
            case SCAN_STATE_PAUSED -> "is paused";
            case SCAN_STATE_RUNNING -> "is running";
            case SCAN_STATE_UNSPECIFIED, UNRECOGNIZED -> "is in a state unknown to this version of scanctl";
        };
        return name(scan) + " " + how + ": " + counts(scan.getCounts()) + ".";
    }

    /** "Scan 12", with its name if it has one. */
    public static String name(Scan scan) {
        return "Scan " + scan.getId() + (scan.getName().isEmpty() ? "" : " (" + scan.getName() + ")");
    }

    static String counts(StateCounts counts) {
        List<String> parts = new ArrayList<>();
        parts.add(Words.count(counts.getOpen()) + " open");
        add(parts, counts.getClosed(), "closed");
        add(parts, counts.getFiltered(), "filtered");
        add(parts, counts.getOpenFiltered(), "open|filtered");
        add(parts, counts.getUnknown(), "unknown");
        add(parts, counts.getNotProbed(), "not probed");
        return String.join(", ", parts);
    }

    private static void add(List<String> parts, long number, String word) {
        if (number != 0) {
            parts.add(Words.count(number) + " " + word);
        }
    }
}
