package dev.scanctl.cli.view;

import static dev.scanctl.cli.output.Column.always;
import static dev.scanctl.cli.output.Column.elastic;
import static dev.scanctl.cli.output.Column.wide;

import dev.scanctl.cli.output.Column;
import dev.scanctl.cli.output.Shown;
import java.util.List;

/** The fields of a record of the audit log. */
public final class AuditColumns {
    private AuditColumns() {}

    public static List<Column<AuditLine>> of() {
        return List.of(
                always("seq", "NO", AuditLine::seq),
                always("at", "TIME", AuditLine::at),
                elastic("actor", "WHO", AuditLine::actor),
                wide("source", "FROM", AuditLine::source),
                always("call", "CALL", AuditLine::call),
                always("event", "EVENT", AuditLine::event),
                elastic("what", "WHAT", line -> Shown.nonEmpty(line.what())));
    }
}
