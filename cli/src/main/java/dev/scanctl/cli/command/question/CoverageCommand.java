package dev.scanctl.cli.command.question;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Rows;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.cli.view.CoverageColumns;
import dev.scanctl.proto.v1.Coverage;
import dev.scanctl.proto.v1.CoverageReport;
import dev.scanctl.proto.v1.CoverageRow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code coverage}: what a scan looked at. */
@Command(
        name = "coverage",
        description = {
            "Count what a scan observed, what it could not tell, what it did not probe",
            "and why, and what it has not reached yet."
        })
public final class CoverageCommand extends Verb {
    @Parameters(paramLabel = "SCAN", description = "Number or name of a scan.")
    String scan = "";

    @Option(names = "--gaps", description = "List the gaps, host by host, instead of counting.")
    boolean gaps;

    @Option(names = "--strict", description = "Exit 3 where there is a gap, 8 where something is pending.")
    boolean strict;

    @Override
    protected ExitCode run(Console console) {
        try (Session session = open()) {
            CoverageReport report = Notes.coverage(session, scan);
            if (gaps) {
                GapsRun.list(session, console, root().format(), report.getScanId());
            } else {
                try (Rows<CoverageRow> rows = Rows.to(console, root().format(), CoverageColumns.of())) {
                    report.getRowsList().forEach(rows::add);
                }
            }
            return exit(report);
        }
    }

    private ExitCode exit(CoverageReport report) {
        boolean gap = false;
        boolean pending = false;
        for (CoverageRow row : report.getRowsList()) {
            gap |= row.getGap();
            pending |= row.getCoverage() == Coverage.COVERAGE_PENDING;
        }
        if (!strict) {
            return ExitCode.DONE;
        }
        return gap ? ExitCode.UNVERIFIED : pending ? ExitCode.UNFINISHED : ExitCode.DONE;
    }
}
