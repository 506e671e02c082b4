package dev.scanctl.cli.view;

import dev.scanctl.cli.output.Words;
import dev.scanctl.proto.v1.ChangeCount;
import dev.scanctl.proto.v1.ChangeKind;
import dev.scanctl.proto.v1.DiffSummary;
import java.util.ArrayList;
import java.util.List;

/** Differences in words. */
public final class DiffText {
    private DiffText() {}

    static String label(ChangeKind kind) {
        return switch (kind) {
            case CHANGE_KIND_OPENED -> "opened";
            case CHANGE_KIND_CLOSED -> "closed";
            case CHANGE_KIND_FILTERED -> "filtered";
            case CHANGE_KIND_NEW_HOST -> "new-host";
            case CHANGE_KIND_GONE_HOST -> "gone-host";
            case CHANGE_KIND_NOT_COMPARABLE -> "not-comparable";
            case CHANGE_KIND_BY_METHOD -> "by-method";
            case CHANGE_KIND_UNCHANGED -> "unchanged";
            case CHANGE_KIND_UNSPECIFIED, UNRECOGNIZED -> "?";
        };
    }

    /** @param listed what is not comparable was listed */
    public static List<String> lines(DiffSummary summary, boolean listed) {
        List<String> lines = new ArrayList<>();
        long gone = count(summary, ChangeKind.CHANGE_KIND_GONE_HOST);
        lines.add(count(summary, ChangeKind.CHANGE_KIND_OPENED, " opened, ")
                + count(summary, ChangeKind.CHANGE_KIND_CLOSED, " closed, ")
                + count(summary, ChangeKind.CHANGE_KIND_FILTERED, " became filtered; hosts: ")
                + count(summary, ChangeKind.CHANGE_KIND_NEW_HOST, " new, ")
                + Words.count(gone) + " gone; "
                + count(summary, ChangeKind.CHANGE_KIND_UNCHANGED, " unchanged."));
        long apart = count(summary, ChangeKind.CHANGE_KIND_NOT_COMPARABLE);
        if (apart > 0) {
            lines.add(Words.count(apart, "port") + " not comparable: not covered by both."
                    + (listed ? "" : " --all lists them."));
        }
        long byMethod = count(summary, ChangeKind.CHANGE_KIND_BY_METHOD);
        if (byMethod > 0) {
            lines.add(Words.count(byMethod, "port") + " differ in state and method alike, which says nothing."
                    + (listed ? "" : " --all lists them."));
        }
        lines.addAll(summary.getGapsList());
        if (summary.getComparable() == 0) {
            lines.add("Nothing could be compared.");
        }
        return lines;
    }

    private static String count(DiffSummary summary, ChangeKind kind, String word) {
        return Words.count(count(summary, kind)) + word;
    }

    private static long count(DiffSummary summary, ChangeKind kind) {
        return summary.getCountsList().stream()
                .filter(count -> count.getKind() == kind)
                .mapToLong(ChangeCount::getCount)
                .sum();
    }
}
