package dev.scanctl.cli.command.question;

import dev.scanctl.cli.client.Answers;
import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.nmap.NmapScan;
import dev.scanctl.cli.nmap.NmapXml;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.DataFile;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.Observation;
import dev.scanctl.proto.v1.PortState;
import dev.scanctl.proto.v1.ResultsPage;
import dev.scanctl.proto.v1.ScanDetail;
import dev.scanctl.wire.Method;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Results of one scan as nmap writes them: the format has no place for a segment, so each has a file of its own. */
final class ResultsXml {
    private final ResultsCommand options;
    private final ResultsRun run;
    private final Console console;
    private final Session session;

    ResultsXml(ResultsCommand options, ResultsRun run, Console console, Session session) {
        this.options = options;
        this.run = run;
        this.console = console;
        this.session = session;
    }

    ExitCode write() {
        if (run.asked().getScansCount() != 1) {
            throw Failure.usage("nmap's format tells of one scan: name one, as in 'scanctl results 12 -o xml'");
        }
        String name = run.asked().getScans(0);
        ScanDetail scan = session.ask(c -> c.scan(name));
        List<String> segments = segments(scan);
        Optional<Path> place = options.root().outputFile();
        if (place.isPresent() && isDirectory(place.get())) {
            return into(place.get(), scan, segments);
        }
        if (segments.size() > 1) {
            throw Failure.usage("nmap's format has no place for a segment, and scan " + scan.getScan().getId() + " looked from "
                    + String.join(", ", segments)
                    + ": choose one with --from, or let --output-file DIR/ take a file for each");
        }
        return place.isPresent() ? into(place.get(), scan, segments.getFirst()) : document(scan, segments.getFirst());
    }

    private List<String> segments(ScanDetail scan) {
        List<String> wanted = options.from.isEmpty()
                ? scan.getScan().getSegmentsList()
                : scan.getScan().getSegmentsList().stream().filter(options.from::contains).toList();
        if (wanted.isEmpty()) {
            throw Failure.usage("scan " + scan.getScan().getId() + " looked from "
                    + String.join(", ", scan.getScan().getSegmentsList()) + ", not from " + String.join(", ", options.from));
        }
        return wanted;
    }

    private boolean isDirectory(Path place) {
        return Files.isDirectory(place) || options.root().namesDirectory();
    }

    private ExitCode into(Path directory, ScanDetail scan, List<String> segments) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw Failure.usage("cannot make the directory " + directory + ": " + e.getMessage());
        }
        ExitCode worst = ExitCode.DONE;
        for (String segment : segments) {
            ExitCode code = into(directory.resolve(segment + ".xml"), scan, segment);
            worst = worst == ExitCode.UNVERIFIED || code == ExitCode.DONE ? worst : code;
        }
        return worst;
    }

    private ExitCode into(Path place, ScanDetail scan, String segment) {
        try (DataFile file = DataFile.at(place)) {
            console.into(file);
            ExitCode code = document(scan, segment);
            file.settle();
            return code;
        }
    }

    private ExitCode document(ScanDetail scan, String segment) {
        ListResultsRequest.Builder request = run.asked().toBuilder().clearSegments().addSegments(segment);
        if (request.getStatesCount() == 0) {
            request.setAllStates(true);
        }
        NmapXml xml = new NmapXml(console, new NmapScan(
                scan,
                segment,
                tcpMethod(request.build()),
                options.root().surroundings().version(),
                options.root().surroundings().clock().instant().toEpochMilli()));
        Optional<ResultsPage> last;
        try (Answers<ResultsPage> pages = session.stream(c -> c.results(request.build()))) {
            last = pages.each(page -> page.getObservationsList().forEach(xml::add));
        }
        xml.end();
        return run.completeness(last.orElse(ResultsPage.getDefaultInstance()));
    }

    /** How the first TCP port that was observed was asked; the document says it before its hosts. */
    private Method tcpMethod(ListResultsRequest request) {
        ListResultsRequest first = request.toBuilder()
                .setAllStates(false)
                .clearStates()
                .addStates(PortState.PORT_STATE_OPEN)
                .addStates(PortState.PORT_STATE_CLOSED)
                .addStates(PortState.PORT_STATE_FILTERED)
                .setFilter((request.getFilter().isEmpty() ? "" : "(" + request.getFilter() + ") ") + "proto:tcp")
                .setMergePorts(false)
                .setLimit(1)
                .build();
        try (Answers<ResultsPage> pages = session.stream(c -> c.results(first))) {
            return pages.next()
                    .flatMap(page -> page.getObservationsList().stream().findFirst())
                    .map(Observation::getMethodValue)
                    .filter(number -> number > 0)
                    .map(Method::of)
                    .orElse(Method.CONNECT);
        }
    }
}
