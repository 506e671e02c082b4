package dev.scanctl.cli.view;

import static dev.scanctl.cli.output.Column.always;
import static dev.scanctl.cli.output.Column.wide;

import dev.scanctl.cli.output.Column;
import dev.scanctl.cli.output.Shown;
import dev.scanctl.proto.v1.SavedFilter;
import java.util.List;

/** The fields of a saved filter. */
public final class FilterColumns {
    private FilterColumns() {}

    public static List<Column<SavedFilter>> of() {
        return List.of(
                always("name", "NAME", SavedFilter::getName),
                wide("changed", "CHANGED", filter -> Shown.time(filter.getChangedMs())),
                always("filter", "FILTER", SavedFilter::getExpression));
    }
}
