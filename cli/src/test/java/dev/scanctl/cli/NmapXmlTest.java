package dev.scanctl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scanctl.proto.v1.GetScanRequest;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.Observation;
import dev.scanctl.proto.v1.PlanSummary;
import dev.scanctl.proto.v1.PortRange;
import dev.scanctl.proto.v1.PortState;
import dev.scanctl.proto.v1.Reason;
import dev.scanctl.proto.v1.ResultsPage;
import dev.scanctl.proto.v1.ScanDetail;
import dev.scanctl.proto.v1.ScanState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Results in nmap's format, held against nmap's own DTD and tools where they are installed. */
final class NmapXmlTest extends CommandTest {
    private static final Path DTD = Path.of("/usr/share/nmap/nmap.dtd");
    private static final Path NDIFF = Path.of("/usr/bin/ndiff");

    private void aScanOfOneSegment() {
        scan("dmz");
        page(everything());
    }

    private void scan(String... segments) {
        cli.service.answer(GetScanRequest.class, ScanDetail.newBuilder()
                .setScan(Samples.scan(ScanState.SCAN_STATE_COMPLETED).toBuilder().clearSegments().addAllSegments(List.of(segments)))
                .setSummary(PlanSummary.newBuilder()
                        .setDiscoveryUnits(1)
                        .addTcp(PortRange.newBuilder().setFirst(1).setLast(1_024))
                        .addTcp(PortRange.newBuilder().setFirst(3_389).setLast(3_389)))
                .build());
    }

    private void page(List<Observation> rows) {
        cli.service.answer(ListResultsRequest.class, ResultsPage.newBuilder().addAllObservations(rows).build());
    }

    private static List<Observation> everything() {
        return List.of(
                port("10.0.0.1", 1, 21, PortState.PORT_STATE_CLOSED, Reason.REASON_RESET),
                Samples.open("10.0.0.1", 22, "ssh").toBuilder()
                        .setMethod(Method.METHOD_SYN).addNames("www.example").addNames("a&b<c>").build(),
                port("10.0.0.1", 23, 500, PortState.PORT_STATE_CLOSED, Reason.REASON_RESET),
                port("10.0.0.1", 501, 502, PortState.PORT_STATE_FILTERED, Reason.REASON_ADMIN_PROHIBITED),
                port("10.0.0.1", 503, 1_024, PortState.PORT_STATE_UNKNOWN, Reason.REASON_LOCAL_DESCRIPTORS),
                port("10.0.0.1", 3_389, 3_389, PortState.PORT_STATE_NOT_PROBED, Reason.REASON_POLICY),
                port("10.0.0.2", 1, 1_024, PortState.PORT_STATE_NOT_PROBED, Reason.REASON_HOST_DOWN),
                port("2001:db8::1", 1, 1_024, PortState.PORT_STATE_FILTERED, Reason.REASON_NO_RESPONSE));
    }

    private static Observation port(String address, int first, int last, PortState state, Reason reason) {
        return Samples.closed(address, first, last).toBuilder().setState(state).setReason(reason).build();
    }

    private String xml(String... more) {
        cli.out = new ByteArrayOutputStream();
        String[] args = Stream.concat(
                Stream.of("results", "12", "-o", "xml"), Stream.of(more)).toArray(String[]::new);
        Commands.Result result = cli.run(args);
        assertThat(result.code()).as(result.err()).isZero();
        return result.out();
    }

    private static Document parsed(String xml, boolean validating)
            throws ParserConfigurationException, SAXException, IOException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setValidating(validating);
        DocumentBuilder builder = factory.newDocumentBuilder();
        builder.setErrorHandler(new ErrorHandler() {
            @Override
            public void warning(SAXParseException e) throws SAXException {
                throw e;
            }

            @Override
            public void error(SAXParseException e) throws SAXException {
                throw e;
            }

            @Override
            public void fatalError(SAXParseException e) throws SAXException {
                throw e;
            }
        });
        return builder.parse(new ByteArrayInputStream(xml.getBytes(UTF_8)));
    }

    private static List<Element> elements(Document document, String name) {
        NodeList found = document.getElementsByTagName(name);
        return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
    }

    private static List<String> attributes(Document document, String name, String... attributes) {
        return elements(document, name).stream()
                .map(e -> String.join(" ", Arrays.stream(attributes).map(e::getAttribute).toList()))
                .toList();
    }

    @Test
    void theDocumentIsValidByNmapsDtd() throws Exception {
        aScanOfOneSegment();
        assumeTrue(Files.exists(DTD), "nmap is not installed, and its DTD is not ours to carry");
        String xml = xml().replace("<!DOCTYPE nmaprun>", "<!DOCTYPE nmaprun SYSTEM \"" + DTD.toUri() + "\">");

        assertThat(parsed(xml, true).getDocumentElement().getAttribute("xmloutputversion")).isEqualTo("1.05");
        page(List.of());
        assertThat(parsed(xml().replace("<!DOCTYPE nmaprun>", "<!DOCTYPE nmaprun SYSTEM \"" + DTD.toUri() + "\">"), true)
                        .getElementsByTagName("host").getLength())
                .isZero();
    }

    @Test
    void whatWasCoveredAndHowIsSaidBeforeTheHosts() throws Exception {
        scan("dmz");
        page(List.of(everything().get(1)));

        assertThat(attributes(parsed(xml(), false), "scaninfo", "type", "protocol", "numservices", "services"))
                .containsExactly("syn tcp 1025 1-1024,3389");
    }

    @Test
    void hostsHaveTheirStateAndNames() throws Exception {
        aScanOfOneSegment();
        Document document = parsed(xml(), false);

        assertThat(attributes(document, "address", "addr", "addrtype"))
                .containsExactly("10.0.0.1 ipv4", "10.0.0.2 ipv4", "2001:db8::1 ipv6");
        assertThat(attributes(document, "status", "state", "reason"))
                .containsExactly("up syn-ack", "down no-response", "up unknown-response");
        assertThat(attributes(document, "hosts", "up", "down", "total")).containsExactly("2 1 3");
        assertThat(attributes(document, "finished", "elapsed", "exit")).containsExactly("3 success");
    }

    @Test
    void portsThatManyShareAreCountedByReasonAndTheOthersStandAlone() throws Exception {
        aScanOfOneSegment();
        Document document = parsed(xml(), false);

        assertThat(attributes(document, "extraports", "state", "count"))
                .containsExactly("closed 499", "unknown 523", "filtered 1024");
        assertThat(attributes(document, "extrareasons", "reason", "count", "proto", "ports"))
                .containsExactly(
                        "reset 499 tcp 1-21,23-500",
                        "local-descriptors 522 tcp 503-1024",
                        "policy 1 tcp 3389",
                        "no-response 1024 tcp 1-1024");
        assertThat(attributes(document, "port", "protocol", "portid")).containsExactly("tcp 22", "tcp 501", "tcp 502");
        assertThat(attributes(document, "state", "state", "reason"))
                .containsExactly("open syn-ack", "filtered admin-prohibited", "filtered admin-prohibited");
        assertThat(attributes(document, "service", "name", "method")).containsExactly("ssh table");
    }

    @Test
    void everyStateIsAskedForUnlessSomeAreNamed() {
        aScanOfOneSegment();
        xml();
        assertThat(cli.service.asked(ListResultsRequest.class).getAllStates()).isTrue();
        assertThat(cli.service.asked(ListResultsRequest.class).getSegmentsList()).containsExactly("dmz");

        xml("--open");
        assertThat(cli.service.asked(ListResultsRequest.class).getStatesList()).containsExactly(PortState.PORT_STATE_OPEN);
    }

    @Test
    void severalSegmentsWantADirectory() throws Exception {
        scan("corp", "dmz");
        page(everything());
        Commands.Result refused = cli.run("results", "12", "-o", "xml");

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).isEqualTo("scanctl: nmap's format has no place for a segment, and scan 12 looked from corp,"
                + " dmz: choose one with --from, or let --output-file DIR/ take a file for each\n");

        assertThat(cli.run("results", "12", "-o", "xml", "--output-file", home + "/new/").code()).isZero();
        try (Stream<Path> files = Files.list(home.resolve("new"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("corp.xml", "dmz.xml");
        }
        assertThat(parsed(Files.readString(home.resolve("new/dmz.xml")), false)).isNotNull();
        assertThat(xml("--from", "corp")).contains("--from corp\"");
    }

    @Test
    void onlyResultsOfOneScanAreWritten() {
        aScanOfOneSegment();
        assertThat(cli.run("results", "-o", "xml").err()).contains("nmap's format tells of one scan");
        assertThat(cli.run("results", "1", "2", "-o", "xml").code()).isEqualTo(2);
        assertThat(cli.run("scans", "-o", "xml").err()).contains("-o xml is nmap's format, which only 'scanctl results SCAN'");
        assertThat(cli.run("results", "12", "-o", "xml", "--from", "lab").err()).contains("looked from dmz, not from lab");
    }

    @Test
    void ndiffReadsIt() throws Exception {
        aScanOfOneSegment();
        assumeTrue(Files.exists(NDIFF), "ndiff is not installed");
        Path before = home.resolve("before.xml");
        Path after = home.resolve("after.xml");
        Files.writeString(before, xml());
        page(List.of(everything().get(0), everything().get(2)));
        Files.writeString(after, xml());

        assertThat(ndiff(before, before)).startsWith("0 ");
        assertThat(ndiff(before, after)).startsWith("1 ").contains("-22/tcp  open");
    }

    private static String ndiff(Path before, Path after) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(NDIFF.toString(), before.toString(), after.toString())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        return process.waitFor() + " " + out;
    }
}
