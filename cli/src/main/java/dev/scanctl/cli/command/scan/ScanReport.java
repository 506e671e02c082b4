package dev.scanctl.cli.command.scan;

import dev.scanctl.cli.client.Answers;
import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.output.BrokenPipe;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Rows;
import dev.scanctl.cli.verb.Root;
import dev.scanctl.cli.view.Gaps;
import dev.scanctl.cli.view.ObservationColumns;
import dev.scanctl.cli.view.ProgressText;
import dev.scanctl.cli.view.RemarkText;
import dev.scanctl.proto.v1.GapCount;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.Observation;
import dev.scanctl.proto.v1.PortState;
import dev.scanctl.proto.v1.RemarkCount;
import dev.scanctl.proto.v1.ResultsPage;
import dev.scanctl.proto.v1.Scan;
import dev.scanctl.proto.v1.ScanState;
import java.util.List;
import java.util.Optional;

/** What is printed when a scan rests: open ports as data, the summary as words, and the exit code it comes to. */
final class ScanReport {
    private final Root root;
    private final Console console;
    private final Session session;
    private final Watching.Wishes wishes;
    /** Of the hosts whose ports were listed. */
    private List<RemarkCount> remarks = List.of();

    ScanReport(Root root, Console console, Session session, Watching.Wishes wishes) {
        this.root = root;
        this.console = console;
        this.session = session;
        this.wishes = wishes;
    }

    ExitCode print(Scan scan) {
        boolean whole = true;
        try {
            whole = list(scan);
        } catch (BrokenPipe readerLeft) {
            // Whoever read the ports has gone; how the scan ended counts all the same.
        }
        console.say(ProgressText.rest(scan));
        RemarkText.lines(remarks).forEach(console::say);
        if (!whole) {
            console.warn("The list of open ports is cut short. All of it: " + root.again("results", scan.getId()));
            return ExitCode.DETACHED;
        }
        return verdict(scan);
    }

    /** False if the operator cut it short. */
    private boolean list(Scan scan) {
        ListResultsRequest.Builder request =
                ListResultsRequest.newBuilder().addScans(Long.toString(scan.getId()));
        if (wishes.openOnly()) {
            request.addStates(PortState.PORT_STATE_OPEN);
        }
        try (Answers<ResultsPage> pages = session.stream(c -> closable(c.results(request.build())));
                Rows<Observation> rows = Rows.to(console, root.format(), ObservationColumns.of(false))) {
            Optional<ResultsPage> last = pages.each(page -> page.getObservationsList().forEach(rows::add));
            remarks = last.map(ResultsPage::getRemarksList).orElse(List.of());
            return !pages.isClosed();
        }
    }

    private Answers<ResultsPage> closable(Answers<ResultsPage> pages) {
        root.surroundings().interrupts().onFire(pages::close);
        return pages;
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
