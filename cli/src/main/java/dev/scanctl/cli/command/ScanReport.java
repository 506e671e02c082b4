package dev.scanctl.cli.command;

import dev.scanctl.cli.client.Answers;
import dev.scanctl.cli.client.ScanClient;
import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Gaps;
import dev.scanctl.cli.output.ObservationColumns;
import dev.scanctl.cli.output.ProgressText;
import dev.scanctl.cli.output.Rows;
import dev.scanctl.proto.v1.GapCount;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.Observation;
import dev.scanctl.proto.v1.PortState;
import dev.scanctl.proto.v1.ResultsPage;
import dev.scanctl.proto.v1.Scan;
import dev.scanctl.proto.v1.ScanState;
import java.util.List;
import java.util.Optional;

/** What is printed when a scan rests: open ports as data, the summary as words, and the exit code it comes to. */
final class ScanReport {
    private final Scanctl root;
    private final Console console;
    private final Session session;
    private final Watching.Wishes wishes;

    ScanReport(Scanctl root, Console console, Session session, Watching.Wishes wishes) {
        this.root = root;
        this.console = console;
        this.session = session;
        this.wishes = wishes;
    }

    ExitCode print(Scan scan) {
        ListResultsRequest.Builder request =
                ListResultsRequest.newBuilder().addScans(Long.toString(scan.getId()));
        if (wishes.openOnly()) {
            request.addStates(PortState.PORT_STATE_OPEN);
        }
        session.ask(c -> list(c, request.build()));
        console.say(ProgressText.rest(scan));
        return verdict(scan);
    }

    private int list(ScanClient client, ListResultsRequest request) {
        int count = 0;
        try (Answers<ResultsPage> pages = client.results(request)) {
            // The first page is there before anything is written, so that a question asked again prints nothing twice.
            Optional<ResultsPage> page = pages.next();
            try (Rows<Observation> rows = Rows.to(console, root.format, ObservationColumns.of(false))) {
                for (; page.isPresent(); page = pages.next()) {
                    page.get().getObservationsList().forEach(rows::add);
                    count += page.get().getObservationsCount();
                }
            }
        }
        return count;
    }

    private ExitCode verdict(Scan scan) {
        return switch (scan.getState()) {
            case SCAN_STATE_COMPLETED -> ExitCode.DONE;
            case SCAN_STATE_COMPLETED_WITH_GAPS -> gaps(scan);
            case SCAN_STATE_CANCELLED -> ExitCode.UNVERIFIED;
            case SCAN_STATE_PAUSED, SCAN_STATE_RUNNING -> unfinished(scan);
            case SCAN_STATE_UNSPECIFIED, UNRECOGNIZED -> ExitCode.UNVERIFIED;
        };
    }

    private ExitCode gaps(Scan scan) {
        List<GapCount> gaps = session.ask(c -> c.scan(Long.toString(scan.getId()))).getGapsList();
        Gaps.lines(gaps).forEach(console::say);
        console.say("Try those ports again with: " + root.again("retry", scan.getId()));
        return ExitCode.UNVERIFIED;
    }

    private ExitCode unfinished(Scan scan) {
        if (scan.getState() == ScanState.SCAN_STATE_PAUSED) {
            console.say("Go on with: " + root.again("resume", scan.getId()));
        }
        return ExitCode.UNFINISHED;
    }
}
