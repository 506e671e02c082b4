package dev.scanctl.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.proto.v1.AgentInfo;
import dev.scanctl.proto.v1.Capabilities;
import dev.scanctl.proto.v1.FoundEvent;
import dev.scanctl.proto.v1.GapCount;
import dev.scanctl.proto.v1.GetScanRequest;
import dev.scanctl.proto.v1.HistoryEntry;
import dev.scanctl.proto.v1.HistoryPage;
import dev.scanctl.proto.v1.ListAgentsRequest;
import dev.scanctl.proto.v1.ListAgentsResponse;
import dev.scanctl.proto.v1.ListHistoryRequest;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.ListScansRequest;
import dev.scanctl.proto.v1.ListScansResponse;
import dev.scanctl.proto.v1.ResultsPage;
import dev.scanctl.proto.v1.Scan;
import dev.scanctl.proto.v1.ScanDetail;
import dev.scanctl.proto.v1.ScanEvent;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.proto.v1.SeenHost;
import dev.scanctl.proto.v1.WatchScanRequest;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Names that somebody else chose, through whole command lines: they are shown, and do nothing. */
final class HarmlessOutputTest extends CommandTest {
    private static final List<String> HOSTILE = List.of(
            "\u001b]0;title\u0007\u001b[2J",
            "\u009b2Jc1",
            "line\r\nanother,row",
            "\u202egnp.exe",
            "\u2066isolated\u2069\u200b",
            "del\u007fete",
            "\ttab",
            "\rreturn",
            "nul\u0000l",
            "=cmd|'/c calc'!A1",
            "+1+1",
            "-2+3",
            "@SUM(1)",
            "  =HYPERLINK(\"http://x\",\"y\")",
            "\uff1dfull width",
            "comma, \"quote\"; it's",
            "</host><x a='b'>&lt;]]>",
            "caf\u00e9 \u7db2\u8def \ud83d\ude80");

    private static final List<String> COMMANDS =
            List.of("results --reason", "scans", "show 12", "agents", "history 10.0.0.1");

    private static Stream<Arguments> everything() {
        return HOSTILE.stream().flatMap(name -> COMMANDS.stream().map(command -> Arguments.of(name, command)));
    }

    private void service(String name) {
        Scan scan = Samples.scan(ScanState.SCAN_STATE_COMPLETED).toBuilder()
                .setName(name).setOwner(name).setReason(name).setTargets(name).setStalled(name).setPorts(name)
                .clearSegments().addSegments(name)
                .build();
        cli.service
                .answer(ListResultsRequest.class, ResultsPage.newBuilder()
                        .addObservations(Samples.open("10.0.0.1", 22, name).toBuilder()
                                .setSegment(name).setSpace(name).setZone(name).addNames(name).addNames("second"))
                        .build())
                .answer(ListScansRequest.class, ListScansResponse.newBuilder().addScans(scan).build())
                .answer(GetScanRequest.class, ScanDetail.newBuilder()
                        .setScan(scan)
                        .addProgress(Samples.segment(1, name).toBuilder().setSegment(name))
                        .addGaps(GapCount.newBuilder().setSegment(name).setPorts(1))
                        .build())
                .answer(ListAgentsRequest.class, ListAgentsResponse.newBuilder()
                        .addAgents(AgentInfo.newBuilder()
                                .setName(name).setSegment(name).setSpace(name).setNote(name).setPeer(name)
                                .setVersion(name).setAgentId(name).setStanding(name)
                                .setCapabilities(Capabilities.newBuilder().setPlatform(name)))
                        .build())
                .answer(ListHistoryRequest.class, HistoryPage.newBuilder()
                        .addEntries(HistoryEntry.newBuilder().setSegment(name).setService(name).setSpace(name))
                        .addHosts(SeenHost.newBuilder().setSegment(name).setSpace(name).setZone(name).addNames(name))
                        .build());
    }

    private String run(String command, String format) {
        cli.out = new ByteArrayOutputStream();
        Commands.Result result = cli.run((command + " -o " + format).split(" "));

        assertThat(result.code()).as(result.err()).isZero();
        assertSteersNothing(result.err());
        return result.out();
    }

    private static void assertSteersNothing(String text) {
        assertThat(text.codePoints().filter(c -> c != '\n'))
                .as(text)
                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
    }

    @ParameterizedTest
    @MethodSource("everything")
    void tablesSteerNoTerminal(String name, String command) {
        service(name);

        assertSteersNothing(run(command, "table"));
        assertSteersNothing(run(command, "wide"));
    }

    @ParameterizedTest
    @MethodSource("everything")
    void csvHasTheCellsOfItsHeaderAndNoFormula(String name, String command) {
        service(name);

        String out = run(command, "csv");
        List<List<String>> rows = rows(out);

        assertSteersNothing(out.replace("\r\n", "\n"));
        assertThat(rows).hasSize(2);
        assertThat(rows.get(1)).hasSameSizeAs(rows.get(0));
        assertThat(rows.get(1)).noneMatch(cell -> cell.strip().matches("(?s)[=+\\-@\uff1d].*"));
    }

    @ParameterizedTest
    @MethodSource("everything")
    void jsonIsAsciiAndReadsAsWhatItWas(String name, String command) {
        service(name);
        for (String format : List.of("json", "jsonl")) {
            String out = run(command, format);

            assertThat(out.chars()).allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f));
            assertThat(strings(out)).contains(name);
        }
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void xmlIsWellFormedAndReadsAsFarAsXmlCanTell(String name) throws Exception {
        service(name);
        String out = run("results 12", "xml");
        Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(out.getBytes(US_ASCII)));

        assertThat(out.chars()).allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f));
        assertThat(((Element) document.getElementsByTagName("hostname").item(0)).getAttribute("name"))
                .isEqualTo(name.replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]", "\ufffd"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void wordsOfAnEventOrARefusalSteerNoTerminal(String name) {
        cli.service
                .answer(WatchScanRequest.class,
                        ScanEvent.newBuilder()
                                .setFound(FoundEvent.newBuilder()
                                        .setSegment(name)
                                        .setObservation(Samples.open("10.0.0.1", 22, name)))
                                .build(),
                        Samples.progress(0, name),
                        Samples.ended(ScanState.SCAN_STATE_COMPLETED))
                .answer(GetScanRequest.class, Status.NOT_FOUND.withDescription(name));
        Commands.Result watched = cli.run("watch", "12");

        assertSteersNothing(watched.out());
        assertSteersNothing(watched.err());
        assertSteersNothing(cli.run("show", "12").err());
        assertSteersNothing(cli.run("show", name, "--no-such-option" + name).err());
    }

    private static List<String> hostile() {
        return HOSTILE;
    }

    /** All strings within, in order. */
    private static List<String> strings(String text) {
        List<String> found = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    found.add(json.getText());
                }
            }
        }
        return found;
    }

    /** As RFC 4180 has it. */
    private static List<List<String>> rows(String csv) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < csv.length(); i++) {
            char c = csv.charAt(i);
            if (c == '"') {
                boolean doubled = quoted && i + 1 < csv.length() && csv.charAt(i + 1) == '"';
                if (doubled) {
                    cell.append(csv.charAt(++i));
                } else {
                    quoted = !quoted;
                }
            } else if (!quoted && (c == ',' || c == '\n')) {
                row.add(cell.toString());
                cell.setLength(0);
                if (c == '\n') {
                    rows.add(List.copyOf(row));
                    row.clear();
                }
            } else if (quoted || c != '\r') {
                cell.append(c);
            }
        }
        return rows;
    }
}
