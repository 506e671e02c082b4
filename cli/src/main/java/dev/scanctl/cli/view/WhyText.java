package dev.scanctl.cli.view;

import static dev.scanctl.cli.output.Column.always;

import dev.scanctl.cli.output.Column;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Format;
import dev.scanctl.cli.output.Rows;
import dev.scanctl.cli.output.Shown;
import dev.scanctl.proto.v1.WhyFinding;
import java.util.List;

/** Explanations: sentences for people, rows for programs. */
public final class WhyText {
    private static final int WIDTH = 80;

    private WhyText() {}

    public static void print(Console console, Format format, List<WhyFinding> findings) {
        if (format.forPeople()) {
            findings.forEach(finding -> print(console, finding));
            return;
        }
        try (Rows<WhyFinding> rows = Rows.to(console, format, columns())) {
            findings.forEach(rows::add);
        }
    }

    private static void print(Console console, WhyFinding finding) {
        String scan = finding.getScanId() == 0 ? "" : "scan " + finding.getScanId();
        String segment = finding.getSegment().isEmpty() ? "" : "from " + finding.getSegment();
        String head = scan + (scan.isEmpty() || segment.isEmpty() ? "" : ", ") + segment;
        wrap(console, "", (head.isEmpty() ? "" : head + ": ") + finding.getWhy());
        if (!finding.getAdvice().isEmpty()) {
            wrap(console, "  ", "To do: " + finding.getAdvice() + ".");
        }
    }

    private static void wrap(Console console, String indent, String text) {
        StringBuilder line = new StringBuilder(indent);
        for (String word : text.split(" ")) {
            if (line.length() + word.length() >= WIDTH && line.length() > indent.length() + 2) {
                console.dataLine(line.toString());
                line = new StringBuilder(indent + "  ");
            }
            line.append(line.toString().isBlank() ? "" : " ").append(word);
        }
        console.dataLine(line.toString());
    }

    private static List<Column<WhyFinding>> columns() {
        return List.of(
                always("segment", "SEGMENT", finding -> Shown.nonEmpty(finding.getSegment())),
                always("scan", "SCAN", finding -> Shown.nonZero(finding.getScanId())),
                always("why", "WHY", WhyFinding::getWhy),
                always("advice", "TO DO", finding -> Shown.nonEmpty(finding.getAdvice())));
    }
}
