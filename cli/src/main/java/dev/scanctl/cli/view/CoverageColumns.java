package dev.scanctl.cli.view;

import static dev.scanctl.cli.output.Column.always;
import static dev.scanctl.cli.output.Column.elastic;
import static dev.scanctl.cli.output.Column.machine;
import static dev.scanctl.cli.output.Column.shown;

import dev.scanctl.cli.output.Column;
import dev.scanctl.cli.output.Shown;
import dev.scanctl.cli.output.Words;
import dev.scanctl.proto.v1.Coverage;
import dev.scanctl.proto.v1.CoverageRow;
import java.util.List;

/** The fields of a count of coverage. */
public final class CoverageColumns {
    private CoverageColumns() {}

    public static List<Column<CoverageRow>> of() {
        return List.of(
                elastic("segment", "SEGMENT", CoverageRow::getSegment),
                always("coverage", "COVERAGE", row -> label(row.getCoverage())),
                always("reason", "REASON", row -> row.getReasonValue() == 0 ? null : Shown.reason(row.getReason())),
                always("ports", "PORTS", CoverageRow::getPorts),
                shown("SHARE", row -> Words.percent(row.getPorts(), row.getPlanned())),
                machine("planned", CoverageRow::getPlanned),
                always("gap", "GAP", CoverageRow::getGap));
    }

    private static String label(Coverage coverage) {
        return switch (coverage) {
            case COVERAGE_OBSERVED -> "observed";
            case COVERAGE_UNKNOWN -> "unknown";
            case COVERAGE_NOT_PROBED -> "not-probed";
            case COVERAGE_PENDING -> "pending";
            case COVERAGE_UNSPECIFIED, UNRECOGNIZED -> "?";
        };
    }
}
