package dev.scanctl.cli.command.question;

import dev.scanctl.cli.client.Answers;
import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Format;
import dev.scanctl.cli.output.Rows;
import dev.scanctl.cli.view.ObservationColumns;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.Observation;
import dev.scanctl.proto.v1.ResultsPage;

/** Lists the ports of a scan that should have been looked at and were not. */
final class GapsRun {
    private static final String GAPS = "state:unknown,not-probed not reason:host-down,excluded";

    private long count;

    private GapsRun() {}

    static void list(Session session, Console console, Format format, long scan) {
        ListResultsRequest request = ListResultsRequest.newBuilder()
                .addScans(Long.toString(scan))
                .setFilter(GAPS)
                .setMergePorts(format.forPeople())
                .build();
        if (new GapsRun().rows(session, console, format, request) == 0 && format.forPeople()) {
            console.say("No gaps.");
        }
    }

    private long rows(Session session, Console console, Format format, ListResultsRequest request) {
        try (Answers<ResultsPage> pages = session.stream(c -> c.results(request));
                Rows<Observation> rows = Rows.to(console, format, ObservationColumns.of(true))) {
            pages.each(page -> {
                page.getObservationsList().forEach(rows::add);
                count += page.getObservationsCount();
            });
        }
        return count;
    }
}
