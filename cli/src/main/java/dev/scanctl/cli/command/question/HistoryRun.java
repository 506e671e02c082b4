package dev.scanctl.cli.command.question;

import dev.scanctl.cli.client.Answers;
import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Format;
import dev.scanctl.cli.output.Rows;
import dev.scanctl.cli.view.HistoryColumns;
import dev.scanctl.cli.view.HostColumns;
import dev.scanctl.proto.v1.HistoryEntry;
import dev.scanctl.proto.v1.HistoryPage;
import dev.scanctl.proto.v1.ListHistoryRequest;
import dev.scanctl.proto.v1.SeenHost;
import java.util.ArrayList;
import java.util.List;

/** One listing of {@code history}. */
final class HistoryRun {
    private final List<SeenHost> hosts = new ArrayList<>();
    private long count;

    private HistoryRun() {}

    static void list(Session session, Console console, Format format, ListHistoryRequest request) {
        HistoryRun run = new HistoryRun();
        long count = run.rows(session, console, format, request);
        if (format.forPeople()) {
            run.hosts.forEach(host -> console.say(HostColumns.sentence(host, console.zone())));
        }
        if (count == 0 && format.forPeople()) {
            console.say("Nothing was seen of " + request.getTarget()
                    + (request.getAllStates() ? "." : " that was ever open; --all lists every port."));
        }
    }

    private long rows(Session session, Console console, Format format, ListHistoryRequest request) {
        try (Answers<HistoryPage> pages = session.stream(c -> c.history(request));
                Rows<HistoryEntry> rows = Rows.to(console, format, HistoryColumns.of())) {
            pages.each(page -> {
                page.getEntriesList().forEach(rows::add);
                HostColumns.building(page.getBacklogScans()).ifPresent(console::say);
                hosts.addAll(page.getHostsList());
                count += page.getEntriesCount();
            });
        }
        return count;
    }
}
