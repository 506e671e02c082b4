package dev.scanctl.cli.command.scan;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Format;
import dev.scanctl.cli.output.Rows;
import dev.scanctl.cli.view.ScanColumns;
import dev.scanctl.proto.v1.ListScansRequest;
import dev.scanctl.proto.v1.ListScansResponse;
import dev.scanctl.proto.v1.Scan;

/** One listing of {@code scans}: pages, each of which goes on below the last scan of the one before. */
final class ScansRun {
    private static final int MOST_A_PAGE = 1_000;

    private final Session session;
    private final ListScansRequest.Builder request;
    private int left;

    private ScansRun(Session session, ListScansRequest.Builder request, int limit) {
        this.session = session;
        this.request = request;
        this.left = limit;
    }

    static void list(Session session, Console console, Format format, ListScansRequest.Builder request, int limit) {
        ScansRun run = new ScansRun(session, request, limit);
        ListScansResponse page = run.page();
        boolean any = page.getScansCount() > 0;
        try (Rows<Scan> rows = Rows.to(console, format, ScanColumns.of())) {
            page.getScansList().forEach(rows::add);
            while (run.left > 0 && page.getMore() && page.getScansCount() > 0) {
                page = run.page();
                page.getScansList().forEach(rows::add);
            }
        }
        if (page.getMore()) {
            console.say("There are older ones: --limit N lists more.");
        } else if (!any && format.forPeople()) {
            console.say("No scans.");
        }
    }

    private ListScansResponse page() {
        ListScansResponse page = Actions.scans(session, request.setLimit(Math.min(left, MOST_A_PAGE)).build());
        left -= page.getScansCount();
        if (page.getScansCount() > 0) {
            request.setBeforeId(page.getScans(page.getScansCount() - 1).getId());
        }
        return page;
    }
}
