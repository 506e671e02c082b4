package dev.scanctl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reports of nmap's, through whole command lines into a store and out again. */
@SuppressWarnings("NullAway.Init") // set by JUnit
final class NmapImportTest {
    private static final String HEAD = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE nmaprun>
            <nmaprun scanner="nmap" args="nmap -sS" start="1700000000" version="7.93" xmloutputversion="1.05">
            """;
    private static final String COVERED =
            "<scaninfo type=\"syn\" protocol=\"tcp\" numservices=\"100\" services=\"1-100\"/>\n";
    private static final String TAIL = """
            <runstats><finished time="1700000100" elapsed="100"/><hosts up="1" down="0" total="1"/></runstats>
            </nmaprun>
            """;

    @TempDir
    Path home;

    private Commands cli;
    private Path file;

    @BeforeEach
    void fresh() {
        cli = Commands.local(home.resolve("store"));
        file = home.resolve("report.xml");
    }

    private static String host(String address, String within) {
        return "<host starttime=\"1700000010\" endtime=\"1700000050\"><status state=\"up\" reason=\"reset\" reason_ttl=\"64\"/>"
                + "<address addr=\"" + address + "\" addrtype=\"ipv4\"/>" + within + "</host>\n";
    }

    private static String port(String protocol, int port, String state, String reason) {
        return "<port protocol=\"" + protocol + "\" portid=\"" + port + "\"><state state=\"" + state + "\" reason=\"" + reason
                + "\" reason_ttl=\"0\"/><service name=\"x\" method=\"table\" conf=\"3\"/></port>";
    }

    private Commands.Result imported(String xml, String... more) throws IOException {
        Files.writeString(file, xml);
        String[] args = Stream.concat(
                        Stream.of("import", "nmap", file.toString(), "--from", "corp", "--new-segment"),
                        Stream.of(more))
                .toArray(String[]::new);
        return cli.run(args);
    }

    private String rows(String... filter) {
        return cli.run(Stream.concat(
                        Stream.of("results", "-o", "csv", "--state", "all"), Stream.of(filter))
                .toArray(String[]::new))
                .out();
    }

    private static final String REPORT = HEAD + COVERED
            + host("10.0.0.1", "<hostnames><hostname name=\"www.example\" type=\"user\"/><hostname name=\"p\" type=\"PTR\"/></hostnames>"
                    + "<ports><extraports state=\"closed\" count=\"98\"><extrareasons reason=\"reset\" count=\"98\" proto=\"tcp\" "
                    + "ports=\"1-21,23-24,26-100\"/></extraports>" + port("tcp", 22, "open", "syn-ack")
                    + port("tcp", 25, "filtered", "host-prohibited") + "</ports>")
            + "<host><status state=\"down\" reason=\"no-response\" reason_ttl=\"0\"/><address addr=\"10.0.0.2\" addrtype=\"ipv4\"/></host>"
            + TAIL;

    @Test
    void whatAReportTellsIsListedAsAnyScan() throws IOException {
        Commands.Result result = imported(REPORT);

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).isEqualTo("1\n");
        assertThat(result.err()).contains("Imported 2 hosts as scan 1 from corp.");
        assertThat(rows("state:open")).doesNotContain("closed").contains(
                "corp,10.0.0.1,22,tcp,open,syn-ack,syn,ssh,,,2023-11-14T22:14:10Z,1,default,www.example,");
        assertThat(rows("10.0.0.1", "-p", "25")).contains(",filtered,admin-prohibited,syn,");
        assertThat(rows("10.0.0.1").lines()).hasSize(101);
        assertThat(rows("10.0.0.2", "-p", "22")).contains(",not-probed,host-down,");
        assertThat(cli.run("scans").out()).contains("report.xml", "completed", "100%", "2023-11-14T22:13");
        assertThat(cli.run("history", "10.0.0.1:22").out()).contains("corp", "22/tcp", "open", "2023-11-14T22:14");
        assertThat(cli.run("coverage", "1", "-o", "csv").out()).contains("corp,observed,,100,", "corp,not-probed,host-down,100,");
    }

    @Test
    void theSameReportAgainChangesNothing() throws IOException {
        imported(REPORT);

        Commands.Result again = cli.fed(REPORT.getBytes(UTF_8), "import", "nmap", "-", "--from", "corp", "--name", "other");

        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.out()).isEqualTo("1\n");
        assertThat(again.err()).contains("standard input was imported before, as scan 1; nothing has changed.");
        assertThat(cli.run("scans", "-o", "jsonl").out().lines()).hasSize(1);
    }

    @Test
    void twoReportsAreCompared() throws Exception {
        imported(REPORT);
        imported(REPORT.replace("\"open\" reason=\"syn-ack\"", "\"closed\" reason=\"reset\"").replace("17000000", "17000001"));

        Commands.Result diff = cli.run("diff", "1", "2", "-o", "json");

        assertThat(diff.code()).as(diff.err()).isEqualTo(1);
        assertThat(diff.out()).contains("\"change\":\"closed\"", "\"port\":22");
        assertThat(JsonSchema.read(Path.of("..", "docs", "schema", "diff.schema.json")).errors(diff.out())).isEmpty();
    }

    @Test
    void portsThatAReportDoesNotTellOfAreUnknown() throws IOException {
        imported(HEAD + COVERED
                + host("10.0.0.1", "<ports>" + port("tcp", 22, "open", "syn-ack") + "</ports>")
                + host("10.0.0.2", "<ports><extraports state=\"closed\" count=\"60\"/><extraports state=\"filtered\" count=\"39\"/>"
                        + port("tcp", 22, "open", "syn-ack") + "</ports>")
                + host("10.0.0.3", "<ports><extraports state=\"filtered\" count=\"99\"><extrareasons reason=\"no-responses\" "
                        + "count=\"99\"/></extraports>" + port("tcp", 22, "open", "syn-ack") + "</ports>")
                + TAIL);

        assertThat(rows("10.0.0.1", "-p", "23")).contains(",unknown,not-told,");
        assertThat(rows("10.0.0.2", "-p", "23")).contains(",unknown,not-told,");
        assertThat(rows("10.0.0.3", "-p", "23")).contains(",filtered,no-response,");
        assertThat(cli.run("scans").out()).contains("gaps");
    }

    @Test
    void udpPortsHaveTheirMethodAndOtherProtocolsAreLeftOut() throws IOException {
        Commands.Result result = imported(HEAD + COVERED
                + "<scaninfo type=\"udp\" protocol=\"udp\" numservices=\"2\" services=\"53,161\"/>"
                + "<scaninfo type=\"sctpinit\" protocol=\"sctp\" numservices=\"1\" services=\"80\"/>"
                + host("10.0.0.1", "<ports>" + port("udp", 53, "open", "udp-response") + port("sctp", 80, "open", "init-ack")
                        + port("udp", 161, "open|filtered", "no-response") + "</ports>")
                + TAIL);

        assertThat(result.err()).contains("Left out: the scan by sctpinit of sctp.");
        assertThat(rows("10.0.0.1", "proto:udp")).contains("53,udp,open,udp-response,udp", "161,udp,open|filtered,no-response,udp");
        assertThat(rows("10.0.0.1", "-p", "80")).doesNotContain("open");
    }

    @Test
    void whatWasCoveredIsSaidWhereTheReportDoesNot() throws IOException {
        String silent = HEAD + host("10.0.0.1", "<ports>" + port("tcp", 22, "open", "syn-ack") + "</ports>") + TAIL;

        assertThat(imported(silent).err()).contains("does not say which ports were covered: say it with --covered PORTS");
        assertThat(imported(silent, "--covered", "80").err()).contains("has port 22/tcp, which is not among the ports");
        assertThat(imported(REPORT, "--covered", "22").err()).contains("says itself which ports were covered");
        assertThat(imported(silent, "--covered", "ssh,80").code()).isZero();
        assertThat(rows("10.0.0.1").lines()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
        "<nmaprun><host>; is not a whole XML file: line 1, column 16: Unexpected End-of-input",
        "<html></html>; line 1, column 1: this is <html>, not a report of nmap's (<nmaprun>)",
        "no xml at all; is not a whole XML file: line 1, column 2: Unexpected character 'n'",
        "<nmaprun></nmaprun>; has no host: there is nothing to import",
        "<nmaprun><host><address addr='10.0.0.300'/></host></nmaprun>; line 1, column 16: '10.0.0.300' is not an address",
        "<nmaprun><scaninfo services='1-70000'/></nmaprun>; '70000' is not a port",
        "<nmaprun><host><address addr='10.0.0.1'/></host></nmaprun>; does not say which ports were covered: say it with --covered PORTS",
        "<nmaprun><scaninfo type='syn' protocol='tcp' services='1'/><host><address addr='10.0.0.1'/></host><host><address addr='10.0.0.1'/></host></nmaprun>; has host 10.0.0.1 more than once",
        "<nmaprun><scaninfo type='syn' protocol='tcp' services='1'/><host><address addr='10.0.0.1'/></host><scaninfo type='syn' protocol='tcp' services='2'/></nmaprun>; says what was covered behind its first host",
        "<nmaprun><scaninfo type='syn' protocol='tcp' services='1'/><host><address addr='10.0.0.1'/><ports><port protocol='tcp' portid='2'><state state='open' reason='syn-ack'/></port></ports></host></nmaprun>; host 10.0.0.1 has port 2/tcp, which is not among the ports that were covered",
        "<nmaprun><scaninfo type='ack' protocol='tcp' services='1'/><host><address addr='10.0.0.1'/></host></nmaprun>; is a scan by ack of tcp",
    })
    void whatIsNoReportIsOneSentenceAndLeavesNothing(String xml, String sentence) throws IOException {
        Commands.Result result = imported(xml);

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).startsWith("scanctl: ").contains(sentence);
        assertThat(cli.run("scans", "-o", "json").out()).isEqualTo("[]\n");
    }

    @Test
    void whatAReaderWouldHaveToHoldHasABound() throws IOException {
        String scripts = "<hostscript><script id=\"x\" output=\"%s\">%s</script></hostscript>";
        String long20 = "a".repeat(20 << 20);
        String deep500 = "<table>".repeat(500) + "</table>".repeat(500);

        assertThat(imported(HEAD + COVERED + host("10.0.0.1", scripts.formatted(long20, deep500)) + TAIL).code()).isZero();
        assertThat(imported(HEAD + COVERED + host("10.0.0.2", scripts.formatted(long20 + long20, "")) + TAIL).err())
                .contains("a text or an element is longer than 32 MB");
        assertThat(imported(HEAD + COVERED + host("10.0.0.3", scripts.formatted("", "<table>".repeat(1_000))) + TAIL).err())
                .contains("there are more than 1000 elements in one another");
        assertThat(rows("10.0.0.2", "10.0.0.3").lines()).as("the head").hasSize(1);
    }

    @Test
    void aReportThatIsCutOffAnywhereLeavesNothing() throws IOException {
        for (int end = 0; end < REPORT.stripTrailing().length(); end += 97) {
            assertThat(imported(REPORT.substring(0, end)).code()).as("cut at %d", end).isEqualTo(2);
        }
        assertThat(cli.run("scans", "-o", "json").out()).isEqualTo("[]\n");
    }

    @Test
    void nothingThatADocumentNamesIsReadAndNoEntityIsKnown() throws IOException {
        Path secret = home.resolve("secret");
        Files.writeString(secret, "22");
        String entity = REPORT.replace("<!DOCTYPE nmaprun>",
                        "<!DOCTYPE nmaprun [<!ENTITY x SYSTEM \"" + secret.toUri() + "\"><!ENTITY y \"22\">]>");

        assertThat(imported(entity).code()).isZero();
        for (String name : new String[] {"x", "y"}) {
            Commands.Result result = imported(entity.replace("portid=\"22\"", "portid=\"&" + name + ";\""));
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).contains("line ", "entity");
        }
    }

    @Test
    void whatGoesOutComesInTheSame() throws IOException {
        imported(REPORT);
        Path out = home.resolve("out.xml");

        assertThat(cli.run("results", "1", "-o", "xml", "--output-file", out.toString()).code()).isZero();
        Commands.Result again = cli.run("import", "nmap", out.toString(), "--from", "copy", "--new-segment");

        assertThat(again.code()).as(again.err()).isZero();
        Commands.Result diff = cli.run("diff", "--from", "corp", "--against", "copy");
        assertThat(diff.code()).as(diff.out() + diff.err()).isZero();
    }

    @Test
    void nmapsOwnReportIsTaken() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/nmap")), "nmap is not installed");
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(listener.getLocalPort());
            int code = new ProcessBuilder("/usr/bin/nmap", "-sT", "-n", "-Pn", "-p", port + ",1-60", "-oX", file.toString(), "127.0.0.1")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            assertThat(code).isZero();

            Commands.Result result = imported(Files.readString(file));

            assertThat(result.code()).as(result.err()).isZero();
            assertThat(rows("state:open")).contains("corp,127.0.0.1," + port + ",tcp,open,syn-ack,connect,");
            assertThat(rows().lines()).hasSize(62);
        }
    }
}
