package dev.scanctl.cli.command.question;

import dev.scanctl.cli.client.Answers;
import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Rows;
import dev.scanctl.cli.output.Words;
import dev.scanctl.cli.verb.Lengths;
import dev.scanctl.cli.verb.TargetList;
import dev.scanctl.cli.view.ExplanationText;
import dev.scanctl.cli.view.Gaps;
import dev.scanctl.cli.view.ObservationColumns;
import dev.scanctl.cli.view.RemarkText;
import dev.scanctl.proto.v1.FilterExplanation;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.Observation;
import dev.scanctl.proto.v1.ResultsPage;
import dev.scanctl.wire.PortState;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** One listing of {@code results}. */
final class ResultsRun {
    private final ResultsCommand options;
    private final Console console;
    private final ListResultsRequest request;
    private long rowCount;

    ResultsRun(ResultsCommand options, Console console) {
        this.options = options;
        this.console = console;
        this.request = request();
    }

    private ListResultsRequest request() {
        FilterWords words = FilterWords.of(options.words, options.filter);
        ListResultsRequest.Builder request = ListResultsRequest.newBuilder()
                .addAllScans(words.scans())
                .setFilter(words.filter())
                .addAllTargets(TargetList.of(options.targets))
                .setPorts(options.ports == null ? "" : options.ports)
                .addAllSegments(options.from)
                .setLimit(limit())
                // A limit counts ports, so they must come one by one.
                .setMergePorts(options.limit == null);
        if (options.since != null) {
            request.setSinceMs(Lengths.since("--since", options.since,
                            options.root().surroundings().clock().instant(), console.zone())
                    .toEpochMilli());
        }
        if (options.asOf != null) {
            request.setAsOfMs(Lengths.since("--as-of", options.asOf,
                            options.root().surroundings().clock().instant(), console.zone())
                    .toEpochMilli());
        }
        states(request);
        return request.build();
    }

    ListResultsRequest asked() {
        return request;
    }

    private long limit() {
        if (options.limit == null) {
            return 0;
        }
        if (options.limit < 1) {
            throw Failure.usage("--limit is from 1, not " + options.limit);
        }
        return options.limit;
    }

    private void states(ListResultsRequest.Builder request) {
        if (options.open && !options.states.isEmpty()) {
            throw Failure.usage("--open and --state both choose states: leave one out");
        }
        if (options.open) {
            request.addStatesValue(PortState.OPEN.number());
        }
        for (String state : options.states) {
            if (state.equals("all")) {
                request.setAllStates(true);
            } else {
                request.addStatesValue(state(state).number());
            }
        }
    }

    private static PortState state(String label) {
        return Arrays.stream(PortState.values())
                .filter(s -> s.label().equals(label) || s.label().equals(label.replace('-', '|')))
                .findFirst()
                .orElseThrow(() -> Failure.usage("--state knows "
                        + Arrays.stream(PortState.values()).map(PortState::label).collect(Collectors.joining(", "))
                        + " and all, not '" + label + "'"));
    }

    ExitCode explain() {
        try (Session session = options.open()) {
            FilterExplanation explanation = session.ask(c -> c.queries().explain(request));
            ExplanationText.print(console, options.root().format(), explanation);
        }
        return ExitCode.DONE;
    }

    ExitCode in(Session session) {
        rowCount = 0;
        Optional<ResultsPage> last;
        try (Answers<ResultsPage> pages = session.stream(c -> c.results(request));
                Rows<Observation> rows =
                        Rows.to(console, options.root().format(), ObservationColumns.of(options.reason))) {
            last = pages.each(page -> {
                rowCount += page.getObservationsCount();
                page.getObservationsList().forEach(o -> add(rows, o));
            });
        }
        if (rowCount == 0 && options.root().format().forPeople()) {
            boolean anyState = !options.states.isEmpty() || request.getFilter().contains("state:");
            console.say("No results" + (anyState ? "." : " that are open; --state all lists every port."));
        }
        return completeness(last.orElse(ResultsPage.getDefaultInstance()));
    }

    /** What it comes to where whoever read the rows has gone: only {@code --strict} depends on what they did not read. */
    ExitCode unread(Session session) {
        if (!options.strict) {
            return ExitCode.DONE;
        }
        // The last page tells of all that was asked for, however few rows are wanted.
        ListResultsRequest fewest = request.toBuilder().setLimit(1).setMergePorts(false).build();
        try (Answers<ResultsPage> pages = session.stream(c -> c.results(fewest))) {
            return completeness(pages.each(page -> {}).orElse(ResultsPage.getDefaultInstance()));
        }
    }

    /** Ranges are for people; programs get one row a port. */
    private void add(Rows<Observation> rows, Observation o) {
        if (options.root().format().forPeople()) {
            rows.add(o);
            return;
        }
        for (int port = o.getFirstPort(); port <= o.getLastPort(); port++) {
            rows.add(o.toBuilder().setFirstPort(port).setLastPort(port).build());
        }
    }

    /** Says what is missing; it decides how a strict run ends. */
    ExitCode completeness(ResultsPage last) {
        Gaps.lines(last.getGapsList()).forEach(console::say);
        RemarkText.lines(last.getRemarksList()).forEach(console::say);
        if (last.getRunningScansCount() > 0) {
            console.say("Still running, more may come: scan "
                    + last.getRunningScansList().stream().map(String::valueOf).collect(Collectors.joining(", ")) + ".");
        }
        if (last.getPrunedScansCount() > 0) {
            console.say("Passed over, since their results were pruned: "
                    + Words.count(last.getPrunedScansCount(), "scan") + " up to "
                    + last.getPrunedScans(last.getPrunedScansCount() - 1) + "; 'scanctl history' has what changed.");
        }
        if (!options.strict) {
            return ExitCode.DONE;
        }
        if (last.getGapsCount() > 0) {
            return ExitCode.UNVERIFIED;
        }
        return last.getRunningScansCount() > 0 ? ExitCode.UNFINISHED : ExitCode.DONE;
    }
}
