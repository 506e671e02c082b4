package dev.scanctl.cli.command.question;

import dev.scanctl.cli.client.Answers;
import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Rows;
import dev.scanctl.cli.verb.Lengths;
import dev.scanctl.cli.view.DiffColumns;
import dev.scanctl.cli.view.DiffText;
import dev.scanctl.proto.v1.ChangeCount;
import dev.scanctl.proto.v1.ChangeKind;
import dev.scanctl.proto.v1.DiffPage;
import dev.scanctl.proto.v1.DiffRequest;
import dev.scanctl.proto.v1.DiffSummary;
import dev.scanctl.proto.v1.Difference;
import java.util.Optional;

/** One comparison of {@code diff}. */
final class DiffRun {
    private final DiffCommand options;
    private final Console console;
    private final DiffRequest request;

    DiffRun(DiffCommand options, Console console) {
        this.options = options;
        this.console = console;
        this.request = request();
    }

    private DiffRequest request() {
        FilterWords words = FilterWords.of(options.words, options.filter);
        DiffRequest.Builder request = DiffRequest.newBuilder()
                .addAllFrom(options.from)
                .addAllAgainst(options.against)
                .setFilter(words.filter())
                .setMergePorts(true)
                .setAll(options.all);
        if (options.scan != null) {
            request.setScan(options.scan);
        }
        if (options.since != null) {
            request.setSinceMs(Lengths.since("--since", options.since,
                            options.root().surroundings().clock().instant(), console.zone())
                    .toEpochMilli());
        }
        checkWays(words);
        if (words.scans().size() == 2) {
            request.setBeforeScan(words.scans().getFirst()).setAfterScan(words.scans().getLast());
        }
        return request.build();
    }

    /** Exactly one of three ways to say what is compared. */
    private void checkWays(FilterWords words) {
        int scans = words.scans().size();
        int ways = (scans > 0 ? 1 : 0) + (options.since != null ? 1 : 0) + (options.against.isEmpty() ? 0 : 1);
        if (ways != 1 || (scans != 0 && scans != 2)) {
            throw Failure.usage("say what to compare: two scans, --since TIME, or --from SEGMENT --against SEGMENT"
                    + (scans > 0 && scans != 2 ? "; scans named here: " + String.join(", ", words.scans()) : ""));
        }
        if (!options.against.isEmpty() && options.from.isEmpty()) {
            throw Failure.usage("--against wants --from SEGMENT beside it, to compare with");
        }
        if (options.scan != null && options.against.isEmpty()) {
            throw Failure.usage("--scan goes with --from and --against");
        }
    }

    ExitCode in(Session session) {
        Optional<DiffPage> last;
        try (Answers<DiffPage> pages = session.stream(c -> c.queries().diff(request));
                Rows<Difference> rows = Rows.to(
                        console, options.root().format(), DiffColumns.of(!options.against.isEmpty()))) {
            last = pages.each(page -> page.getDifferencesList().forEach(d -> add(rows, d)));
        }
        DiffSummary summary = last.orElse(DiffPage.getDefaultInstance()).getSummary();
        DiffText.lines(summary, options.all).forEach(console::say);
        return exit(summary);
    }

    /** Ranges are for people; programs get one row a port. */
    private void add(Rows<Difference> rows, Difference d) {
        if (options.root().format().forPeople()) {
            rows.add(d);
            return;
        }
        for (int port = d.getFirstPort(); port <= d.getLastPort(); port++) {
            rows.add(d.toBuilder().setFirstPort(port).setLastPort(port).build());
        }
    }

    private ExitCode exit(DiffSummary summary) {
        boolean incomplete = summary.getGapsCount() > 0
                || count(summary, ChangeKind.CHANGE_KIND_NOT_COMPARABLE) > 0
                || count(summary, ChangeKind.CHANGE_KIND_BY_METHOD) > 0;
        if (summary.getComparable() == 0 || options.strict && incomplete) {
            return ExitCode.UNVERIFIED;
        }
        long differences = count(summary, ChangeKind.CHANGE_KIND_OPENED)
                + count(summary, ChangeKind.CHANGE_KIND_CLOSED)
                + count(summary, ChangeKind.CHANGE_KIND_FILTERED)
                + count(summary, ChangeKind.CHANGE_KIND_NEW_HOST)
                + count(summary, ChangeKind.CHANGE_KIND_GONE_HOST);
        return differences > 0 ? ExitCode.DIFFERENCES : ExitCode.DONE;
    }

    private static long count(DiffSummary summary, ChangeKind kind) {
        return summary.getCountsList().stream()
                .filter(count -> count.getKind() == kind)
                .mapToLong(ChangeCount::getCount)
                .sum();
    }
}
