package dev.scanctl.cli.view;

import static dev.scanctl.cli.output.Column.always;

import dev.scanctl.cli.output.Column;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Format;
import dev.scanctl.cli.output.Rows;
import dev.scanctl.cli.output.Shown;
import dev.scanctl.proto.v1.FilterExplanation;
import dev.scanctl.proto.v1.FilterPart;
import java.util.List;

/** How a filter was understood. */
public final class ExplanationText {
    private ExplanationText() {}

    /** The parts as rows; around them, for people, the whole and what there is to know besides. */
    public static void print(Console console, Format format, FilterExplanation explanation) {
        if (format.forPeople()) {
            console.dataLine("Understood: " + (explanation.getUnderstood().isEmpty() ? "everything" : explanation.getUnderstood()));
        }
        try (Rows<FilterPart> rows = Rows.to(console, format, columns())) {
            explanation.getPartsList().forEach(rows::add);
        }
        if (format.forPeople()) {
            explanation.getNotesList().forEach(console::dataLine);
        }
    }

    private static List<Column<FilterPart>> columns() {
        return List.of(
                always("looked_up", "LOOKED UP BY", part -> Shown.nonEmpty(part.getLookedUp())),
                always("tested", "ROWS TESTED", FilterPart::getTested),
                always("part", "PART", FilterPart::getText));
    }
}
