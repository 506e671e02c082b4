package dev.scanctl.cli.command.question;

import dev.scanctl.cli.client.Answers;
import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Format;
import dev.scanctl.cli.output.Rows;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.cli.view.HostColumns;
import dev.scanctl.proto.v1.HostsPage;
import dev.scanctl.proto.v1.ListHostsRequest;
import dev.scanctl.proto.v1.SeenHost;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hosts}: which hosts there are, and since when. */
@Command(
        name = "hosts",
        description = {
            "List the hosts that answered, from where, and when they did first and last, over",
            "all scans: 'scanctl hosts net:10.20.0.0/16 first:<7d' are the new ones of a week,",
            "'scanctl hosts seen:>30d' those that have not answered for a month.",
            "A host that is only silent, or filtered on the way, is not listed."
        })
public final class HostsCommand extends Verb {
    @Parameters(paramLabel = "FILTER", arity = "0..*", completionCandidates = HostWords.class,
            description = "Of hosts' keys: net, from, seen, first, label.")
    List<String> words = new ArrayList<>();

    @Option(names = "--filter", paramLabel = "FILTER", description = "A filter that must hold, too.")
    @Nullable String filter;

    @Option(names = "--from", paramLabel = "SEGMENT", split = ",", description = "Only as seen from these segments.")
    List<String> from = new ArrayList<>();

    private long count;

    @Override
    protected ExitCode run(Console console) {
        FilterWords asked = FilterWords.of(words, filter);
        if (!asked.scans().isEmpty()) {
            throw Failure.usage("'" + asked.scans().getFirst()
                    + "' is no filter; hosts are listed over all scans, such as 'hosts net:10.20.0.0/16'");
        }
        ListHostsRequest request =
                ListHostsRequest.newBuilder().setFilter(asked.filter()).addAllFrom(from).build();
        Format format = root().format();
        try (Session session = open();
                Answers<HostsPage> pages = session.stream(c -> c.queries().hosts(request));
                Rows<SeenHost> rows = Rows.to(console, format, HostColumns.of())) {
            pages.each(page -> {
                HostColumns.building(page.getBacklogScans()).ifPresent(console::say);
                page.getHostsList().forEach(rows::add);
                count += page.getHostsCount();
            });
        }
        if (count == 0 && format.forPeople()) {
            console.say("No such host ever answered.");
        }
        return ExitCode.DONE;
    }
}
