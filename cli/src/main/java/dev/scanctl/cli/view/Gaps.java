package dev.scanctl.cli.view;

import dev.scanctl.cli.output.Shown;
import dev.scanctl.cli.output.Words;
import dev.scanctl.proto.v1.GapCount;
import java.util.ArrayList;
import java.util.List;

/** What could not be verified, in lines. */
public final class Gaps {
    private Gaps() {}

    public static List<String> lines(List<GapCount> gaps) {
        if (gaps.isEmpty()) {
            return List.of();
        }
        long ports = gaps.stream().mapToLong(GapCount::getPorts).sum();
        List<String> lines = new ArrayList<>();
        lines.add(Words.count(ports, "port") + " could not be verified:");
        for (GapCount gap : gaps) {
            lines.add("  from " + gap.getSegment() + ": " + Words.count(gap.getPorts()) + " "
                    + Shown.state(gap.getState()) + " (" + Shown.reason(gap.getReason()) + "). "
                    + Shown.sentence(gap.getReason()));
        }
        return lines;
    }
}
