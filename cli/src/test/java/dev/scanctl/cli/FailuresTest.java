package dev.scanctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.proto.v1.DeleteScanResponse;
import dev.scanctl.proto.v1.EditScanRequest;
import dev.scanctl.proto.v1.GetScanRequest;
import dev.scanctl.proto.v1.RetryScanResponse;
import dev.scanctl.proto.v1.ScanActionRequest;
import dev.scanctl.proto.v1.ScanDetail;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.proto.v1.SubmitRequest;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresTest extends CommandTest {

    @ParameterizedTest
    @CsvSource({
        "INVALID_ARGUMENT, 2",
        "FAILED_PRECONDITION, 2",
        "RESOURCE_EXHAUSTED, 2",
        "UNAUTHENTICATED, 4",
        "NOT_FOUND, 5",
        "PERMISSION_DENIED, 6",
        "UNAVAILABLE, 7",
        "DEADLINE_EXCEEDED, 7",
        "CANCELLED, 7",
        "INTERNAL, 70",
        "UNKNOWN, 70"
    })
    void eachStatusIsASentenceAndAnExitCode(Status.Code status, int code) {
        cli.service.answer(GetScanRequest.class, status.toStatus().withDescription("why \u001b[1m it is so"));

        Commands.Result result = cli.run("show", "12");

        assertThat(result.code()).isEqualTo(code);
        assertThat(result.err()).startsWith("scanctl: ").contains("why \\x1b[1m it is so").hasLineCount(1);
    }

    @Test
    void aHostNameThatDoesNotResolveIsNoMalformedInput() {
        Metadata trailers = new Metadata();
        trailers.put(Metadata.Key.of("scanctl-cause", Metadata.ASCII_STRING_MARSHALLER), "name-not-resolved");
        cli.service.answer(
                SubmitRequest.class,
                Status.INVALID_ARGUMENT.withDescription("host name db does not resolve").asRuntimeException(trailers));

        Commands.Result result = cli.run("submit", "db", "--from", "dmz");

        assertThat(result.err()).isEqualTo("scanctl: host name db does not resolve\n");
        assertThat(result.code()).isEqualTo(3);
    }

    @Test
    void anUnreachableCoordinatorSaysWhatToDo() {
        cli.service.answer(GetScanRequest.class, Status.UNAVAILABLE.withDescription("Connection refused"));

        assertThat(cli.run("show", "12", "--coordinator", "10.9.9.9:7600").err())
                .isEqualTo("scanctl: cannot reach the coordinator at 10.9.9.9:7600 (Connection refused): is scan-coordinator"
                        + " running there? --coordinator HOST:PORT names another\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "sbmit 10.0.0.1; submit'?",
                "results --tarket 10.0.0.1; --target'?",
                "results --state opened; open, closed, filtered",
                "results --since yesterday; --since wants a length",
                "results --since 2026-13-01; --since wants a length",
                "results --limit 0; --limit is from 1",
                "results -o yaml; table",
                "results -o xml; name one",
                "results --open --state closed; leave one out",
                "scans --limit 0; --limit is from 1",
                "scans --coordinator a:b:c:99999x/; HOST:PORT",
                "scans --coordinator a:0; does not end in a port from 1 to 65535",
                "scans --coordinator scan_1:7600; has no valid host",
                "context set lab --coordinator scan_1; has no valid host",
                "show; SCAN",
                "edit 12; say what to change",
                "delete 12; add --yes",
                "context use nowhere; there is no context 'nowhere'",
                "context set a.b --coordinator c:1; letters, digits",
                "context set prod; --coordinator HOST:PORT",
            })
    void misuseIsOneOrTwoLinesAndExitTwo(String line, String sentence) {
        cli.service.answer(
                GetScanRequest.class,
                ScanDetail.newBuilder()
                        .setScan(Samples.scan(ScanState.SCAN_STATE_COMPLETED))
                        .build());

        Commands.Result result = cli.run(line.split(" "));

        assertThat(result.err()).contains(sentence);
        assertThat(result.err().lines().count()).isLessThanOrEqualTo(2);
        assertThat(result.code()).isEqualTo(2);
    }

    @Test
    void noCommandAtAllSaysWhatThereIs() {
        Commands.Result result = cli.run();

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("name a command").hasLineCount(2);
    }

    @Test
    void noCoordinatorAtAllSaysHowToNameOne() {
        cli.environment.remove("SCANCTL_COORDINATOR");

        Commands.Result result = cli.run("scans");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("use --local, --coordinator HOST:PORT");
    }

    @Test
    void helpListsEveryExitCode() {
        String help = cli.run("--help").out();

        for (ExitCode code : ExitCode.values()) {
            assertThat(help).contains(" " + code.code() + " ").contains(code.sentence().substring(0, 20 % code.sentence().length()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"submit", "scans", "show", "watch", "pause", "resume", "cancel", "edit", "retry", "delete",
        "results", "history", "diff", "coverage", "why", "label", "labels", "filter", "agents", "context", "version", "completion"})
    void everyCommandHasHelpWithinEightyColumns(String command) {
        Commands.Result result = cli.run(command, "--help");

        assertThat(result.code()).isZero();
        assertThat(result.out()).startsWith("Usage: scanctl " + command);
        assertThat(result.out().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void verbsAct() {
        cli.service.answer(ScanActionRequest.class, Samples.scan(ScanState.SCAN_STATE_PAUSED));

        assertThat(cli.run("pause", "weekly").err()).contains("Scan 12 (weekly) is paused", "scanctl resume weekly");
        assertThat(cli.service.asked(ScanActionRequest.class).getScan()).isEqualTo("weekly");
        assertThat(cli.run("resume", "12").err()).contains("scanctl watch 12");
        assertThat(cli.run("cancel", "12").code()).isZero();
    }

    @Test
    void retryTellsHowMuch() {
        cli.service.answer(
                ScanActionRequest.class,
                RetryScanResponse.newBuilder()
                        .setScan(Samples.scan(ScanState.SCAN_STATE_RUNNING))
                        .setUnits(3)
                        .build());

        assertThat(cli.run("retry", "12").err()).isEqualTo("Scan 12: 3 units of work put back.\n");
    }

    @Test
    void deleteWithYesAsksNothing() {
        cli.service.answer(
                GetScanRequest.class,
                ScanDetail.newBuilder()
                        .setScan(Samples.scan(ScanState.SCAN_STATE_COMPLETED))
                        .build());
        cli.service.answer(ScanActionRequest.class, DeleteScanResponse.newBuilder().setScanId(12).build());

        assertThat(cli.run("delete", "12", "--yes").err()).isEqualTo("Scan 12 is deleted.\n");
    }

    @Test
    void editSendsOnlyWhatIsNamed() {
        cli.service.answer(
                GetScanRequest.class,
                ScanDetail.newBuilder()
                        .setScan(Samples.scan(ScanState.SCAN_STATE_RUNNING))
                        .build());
        cli.service.answer(EditScanRequest.class, Samples.scan(ScanState.SCAN_STATE_RUNNING));

        assertThat(cli.run("edit", "12", "--add-exclude", "10.0.0.7", "--rate", "0").code()).isZero();
        EditScanRequest asked = cli.service.asked(EditScanRequest.class);

        assertThat(asked.getAddExclusions(0).getText()).isEqualTo("10.0.0.7");
        assertThat(asked.hasRatePps()).isTrue();
        assertThat(asked.hasName() || asked.hasPriority()).isFalse();
    }

    @Test
    void contextsNameCoordinators() {
        cli.environment.remove("SCANCTL_COORDINATOR");
        cli.service.answer(ScanActionRequest.class, Samples.scan(ScanState.SCAN_STATE_PAUSED));

        cli.run("context", "set", "prod", "--coordinator", "scan.example.org:7601", "--from", "dmz,corp");
        cli.run("context", "set", "lab", "--coordinator", "[::1]:7600");
        cli.run("pause", "12");
        assertThat(cli.reached.toString()).isEqualTo("scan.example.org:7601");

        cli.run("context", "use", "lab");
        cli.run("pause", "12");
        assertThat(cli.reached.toString()).isEqualTo("[::1]:7600");
        assertThat(cli.run("context", "list").out()).endsWith("""
                USED  NAME  COORDINATOR            FROM
                *     lab   [::1]:7600             -
                -     prod  scan.example.org:7601  dmz,corp
                """);

        cli.environment.put("SCANCTL_CONTEXT", "prod");
        cli.run("pause", "12");
        assertThat(cli.reached.host()).isEqualTo("scan.example.org");
    }

    @Test
    void aSpoiltContextsFileIsNamedWithTheLine() throws IOException {
        Files.createDirectories(home.resolve("scanctl"));
        Files.writeString(home.resolve("scanctl/config"), "# mine\nprod.coordinater = a:1\n");

        Commands.Result result = cli.run("context", "list");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("config:2: 'prod.coordinater' is no key of this file");
    }

    @Test
    void aCoordinatorInTheContextsFileThatCannotBeIsNamedWithTheLine() throws IOException {
        Files.createDirectories(home.resolve("scanctl"));
        Files.writeString(home.resolve("scanctl/config"), "lab.coordinator = scan_1:7600\n");

        Commands.Result result = cli.run("context", "list");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("config:1: 'scan_1:7600' has no valid host").hasLineCount(1);
    }

    @Test
    void whatNobodyForesawIsOneSentenceThatSaysWhatToReport() {
        cli.out = new OutputStream() {
            @Override
            public void write(int b) {
                throw new StackOverflowError("deep");
            }
        };

        Commands.Result plain = cli.run("version");
        cli.environment.put("SCANCTL_DEBUG", "1");
        Commands.Result debug = cli.run("version");

        assertThat(plain.code()).isEqualTo(70);
        assertThat(plain.err())
                .isEqualTo("scanctl: internal error: java.lang.StackOverflowError: deep; please report this line and what"
                        + " SCANCTL_DEBUG=1 adds to it\n");
        assertThat(debug.err()).contains("at dev.scanctl.cli.FailuresTest");
    }

    @Test
    void versionAndCompletionNeedNoCoordinator() {
        cli.environment.remove("SCANCTL_COORDINATOR");

        assertThat(cli.run("version").out()).isEqualTo("scanctl 1.2.3\n");
        assertThat(cli.run("completion").out())
                .contains("complete -F _complete_scanctl")
                .contains("\"net:\" \"port:\"", "\"state:open-filtered\"");
    }
}
