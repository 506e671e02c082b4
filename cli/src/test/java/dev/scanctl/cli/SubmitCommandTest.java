package dev.scanctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.cli.output.Terminal;
import dev.scanctl.proto.v1.FoundEvent;
import dev.scanctl.proto.v1.GetScanRequest;
import dev.scanctl.proto.v1.GetServerInfoRequest;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.PortRange;
import dev.scanctl.proto.v1.Profile;
import dev.scanctl.proto.v1.ResultsPage;
import dev.scanctl.proto.v1.ScanActionRequest;
import dev.scanctl.proto.v1.ScanDetail;
import dev.scanctl.proto.v1.ScanEvent;
import dev.scanctl.proto.v1.ScanSpec;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.proto.v1.ServerInfo;
import dev.scanctl.proto.v1.SubmitRequest;
import dev.scanctl.proto.v1.SubmitResponse;
import dev.scanctl.proto.v1.WatchScanRequest;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmitCommandTest extends CommandTest {

    /** Preview and submit share a request type: the plan is the first answer, the scan the second. */
    private void accept(long probes) {
        cli.service.answer(SubmitRequest.class, Samples.plan(probes));
        cli.service.answer(
                SubmitRequest.class,
                SubmitResponse.newBuilder()
                        .setScan(Samples.scan(ScanState.SCAN_STATE_RUNNING))
                        .build());
    }

    private void endsAs(ScanState state) {
        cli.service.answer(WatchScanRequest.class, Samples.progress(1, ""), Samples.ended(state));
        cli.service.answer(
                ListResultsRequest.class,
                ResultsPage.newBuilder()
                        .addObservations(Samples.open("10.0.0.1", 22, "ssh"))
                        .addObservations(Samples.open("10.0.0.2", 443, "https"))
                        .build());
        cli.service.answer(
                GetScanRequest.class,
                ScanDetail.newBuilder()
                        .setScan(Samples.scan(state))
                        .addGaps(Samples.gap())
                        .build());
    }

    @Test
    void listsOpenPortsAndSumsUp() {
        accept(2_048);
        endsAs(ScanState.SCAN_STATE_COMPLETED);

        Commands.Result result = cli.run("submit", "10.0.0.1", "10.0.0.2", "-p", "1-1024", "--from", "dmz");

        assertThat(result.out()).isEqualTo("""
                SEGMENT  ADDRESS   PORT     STATE  SERVICE  OBSERVED
                dmz      10.0.0.1  22/tcp   open   ssh      2026-11-22T12:00
                dmz      10.0.0.2  443/tcp  open   https    2026-11-22T12:00
                """);
        assertThat(result.err()).isEqualTo("""
                Scan 12 (weekly): 2,048 probes from dmz.
                Scan 12 (weekly) completed in 3.2 s: 2 open, 2,046 closed.
                """);
        assertThat(result.code()).isZero();
    }

    @Test
    void hoursAreSentWithTheirZone() {
        accept(1);

        Commands.Result result = cli.run("submit", "10.0.0.1", "--from", "dmz", "--detach", "--allow", "20:00-06:00",
                "--deny", "Mon-Wed 08:30-17:30 Europe/Berlin", "--deny", "Sat,Sun 00:00-24:00 UTC");
        ScanSpec spec = cli.service.asked(SubmitRequest.class).getSpec();

        assertThat(result.code()).isZero();
        assertThat(spec.getHours(0).getAllowList()).singleElement().asString().matches("daily 20:00-06:00 \\S+");
        assertThat(spec.getHours(0).getDenyList())
                .containsExactly("Mon,Tue,Wed 08:30-17:30 Europe/Berlin", "Sat,Sun 00:00-24:00 UTC");
    }

    @Test
    void hoursThatCannotBeReadAreRefused() {
        Commands.Result result = cli.run("submit", "10.0.0.1", "--from", "dmz", "--deny", "at noon");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--deny: 'at noon' is no window such as");
    }

    @Test
    void carriesEveryOption() {
        accept(1);

        Commands.Result result = cli.run(("submit 10.0.0.0/24 -p T:80,U:53 --from dmz,corp --exclude 10.0.0.7,10.0.0.9"
                        + " --exclude-ports 81 --name n --reason r --priority 70 --rate 500 --host-rate 5 --max-retries 3"
                        + " --host-timeout 30m --profile fragile --probe connect -Pn --detach")
                .split(" "));
        ScanSpec spec = cli.service.asked(SubmitRequest.class).getSpec();

        assertThat(result.code()).isZero();
        assertThat(spec.getPorts()).isEqualTo("T:80,U:53");
        assertThat(spec.getSegmentsList()).containsExactly("dmz", "corp");
        assertThat(spec.getExclusionsList()).extracting(e -> e.getText()).containsExactly("10.0.0.7", "10.0.0.9");
        assertThat(spec.getExcludePorts()).isEqualTo("81");
        assertThat(spec.getPriority()).isEqualTo(70);
        assertThat(spec.getRatePps()).isEqualTo(500);
        assertThat(spec.getHostRatePps()).isEqualTo(5);
        assertThat(spec.getSettings().getMaxRetries()).isEqualTo(3);
        assertThat(spec.getSettings().getHostTimeoutMs()).isEqualTo(1_800_000);
        assertThat(spec.getSettings().getProfile()).isEqualTo(Profile.PROFILE_FRAGILE);
        assertThat(spec.getSettings().getMethod()).isEqualTo(Method.METHOD_CONNECT);
        assertThat(spec.getSkipDiscovery()).isTrue();
        assertThat(spec.getName() + spec.getReason()).isEqualTo("nr");
    }

    @ParameterizedTest
    @CsvSource({"-p -, -", "-p-, -", "-p22, 22"})
    void portsMayBeWrittenAsInNmap(String option, String ports) {
        accept(1);

        cli.run(("submit 10.0.0.1 --from dmz --detach " + option).split(" "));

        assertThat(cli.service.asked(SubmitRequest.class).getSpec().getPorts()).isEqualTo(ports);
    }

    @Test
    void detachPrintsTheNumberAndHowToComeBack() {
        accept(1);

        Commands.Result result = cli.run("submit", "10.0.0.1", "--from", "dmz", "--detach", "--coordinator", "c:7600");

        assertThat(result.out()).isEqualTo("12\n");
        assertThat(result.err()).contains("scanctl watch --coordinator c:7600 12");
        assertThat(cli.service.wasAsked(WatchScanRequest.class)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "jsonl"})
    void detachPrintsTheAcceptedScanToPrograms(String format) {
        accept(1);

        Commands.Result result = cli.run("submit", "10.0.0.1", "--from", "dmz", "--detach", "-o", format);

        assertThat(result.out())
                .startsWith("{\"id\":12,\"name\":\"weekly\",\"state\":\"running\",\"probes_total\":2048,")
                .endsWith("}\n");
    }

    @ParameterizedTest
    @CsvSource({"SCAN_STATE_COMPLETED, 0", "SCAN_STATE_COMPLETED_WITH_GAPS, 3", "SCAN_STATE_CANCELLED, 3",
        "SCAN_STATE_PAUSED, 8"})
    void howTheScanEndedCountsEvenIfNobodyReadsItsPorts(ScanState state, int code) {
        accept(1);
        endsAs(state);
        cli.out = Cli.READER_LEFT;

        Commands.Result result = cli.run("submit", "10.0.0.1", "--from", "dmz", "-o", "jsonl");

        assertThat(result.code()).isEqualTo(code);
        assertThat(result.err()).contains("2 open").doesNotContain("scanctl: ");
    }

    @Test
    void gapsAreListedAndExitThree() {
        accept(1);
        endsAs(ScanState.SCAN_STATE_COMPLETED_WITH_GAPS);

        Commands.Result result = cli.run("submit", "10.0.0.1", "--from", "dmz");

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err())
                .contains(
                        "1,024 ports could not be verified:",
                        "  from dmz: 1,024 unknown (local-descriptors). The agent ran out of file descriptors.",
                        "scanctl retry 12");
    }

    @ParameterizedTest
    @CsvSource({"SCAN_STATE_CANCELLED, 3", "SCAN_STATE_PAUSED, 8"})
    void otherEndsHaveCodesOfTheirOwn(ScanState state, int code) {
        accept(1);
        endsAs(state);

        assertThat(cli.run("submit", "10.0.0.1", "--from", "dmz").code()).isEqualTo(code);
    }

    @Test
    void onATerminalFoundPortsStandAboveTheProgress() {
        cli.terminal = new Terminal(true, true, true, 60, false);
        accept(1);
        ScanEvent found = ScanEvent.newBuilder()
                .setFound(FoundEvent.newBuilder().setSegment("dmz").setObservation(Samples.open("10.0.0.1", 22, "ssh")))
                .build();
        cli.service.answer(
                WatchScanRequest.class, Samples.progress(1, ""), found, Samples.ended(ScanState.SCAN_STATE_COMPLETED));
        cli.service.answer(ListResultsRequest.class);

        String err = cli.run("submit", "10.0.0.1", "--from", "dmz").err();

        assertThat(err).contains("""
                dmz: 50%, 1 open, 1,024 of 2,048, 900/s, 1.1 s left
                \u001b[1A\r\u001b[Jopen  10.0.0.1 22/tcp ssh from dmz
                dmz: 50%""");
    }

    @Test
    void aLargeScanIsRefusedWhereNobodyCanBeAsked() {
        accept(100_000_001);

        Commands.Result result = cli.run("submit", "10.0.0.0/8", "--from", "dmz");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("100,000,001 probes", "add --yes");
    }

    @Test
    void aLargeScanStartsAfterAYesOnTheTerminal() {
        cli.terminal = new Terminal(true, true, true, 80, false);
        cli.input = "y\n";
        accept(100_000_001);

        assertThat(cli.run("submit", "10.0.0.0/8", "--from", "dmz", "--detach").code()).isZero();
        assertThat(cli.service.asked(SubmitRequest.class).getConfirmed()).isTrue();
    }

    @Test
    void aLargeScanIsLeftAloneAfterANo() {
        cli.terminal = new Terminal(true, true, true, 80, false);
        cli.input = "\n";
        accept(100_000_001);

        assertThat(cli.run("submit", "10.0.0.0/8", "--from", "dmz").code()).isEqualTo(2);
        assertThat(cli.service.asked(SubmitRequest.class).getConfirmed()).isFalse();
    }

    @Test
    void dryRunTellsThePlanAndStartsNothing() {
        accept(2_048);

        Commands.Result result = cli.run("submit", "10.0.0.1", "--from", "dmz", "--dry-run");

        assertThat(result.out()).isEqualTo("""
                Targets:     2 addresses
                Exclusions:  none
                Ports:       1,024 TCP
                From:        dmz
                Probes:      2,048, in 1 unit
                Takes about: cannot be told
                """);
        assertThat(cli.service.wasAsked(WatchScanRequest.class)).isFalse();
    }

    @Test
    void dryRunTellsWhichPortsTheProfileLeavesOut() {
        cli.service.answer(
                SubmitRequest.class,
                Samples.plan(1).toBuilder()
                        .addLeftOutTcp(PortRange.newBuilder().setFirst(9100).setLast(9107))
                        .addLeftOutTcp(PortRange.newBuilder().setFirst(502).setLast(502))
                        .addLeftOutUdp(PortRange.newBuilder().setFirst(47808).setLast(47808))
                        .addWarnings("The profile fragile leaves out ports.")
                        .build());

        Commands.Result result = cli.run("submit", "10.0.0.1", "--from", "dmz", "--profile", "fragile", "--dry-run");

        assertThat(result.out())
                .contains("\nLeft out:    T:9100-9107,502,U:47808 of printers and control systems, which nobody named\n");
        assertThat(result.err()).isEqualTo("scanctl: note: The profile fragile leaves out ports.\n");
    }

    @Test
    void targetListsKeepTheirPlace() throws IOException {
        accept(1);
        Path list = Files.writeString(home.resolve("targets.txt"), "# ours\n10.0.0.1 10.0.0.2\n\n10.0.0.3 # db\n");

        cli.run("submit", "-iL", list.toString(), "--from", "dmz", "--detach");

        assertThat(cli.service.asked(SubmitRequest.class).getSpec().getTargetsList())
                .extracting(t -> t.getText() + " " + t.getOrigin())
                .containsExactly("10.0.0.1 " + list + ":2", "10.0.0.2 " + list + ":2", "10.0.0.3 " + list + ":4");
    }

    @Test
    void targetsComeFromStandardInput() {
        accept(1);
        cli.input = "10.0.0.1\n";

        cli.run("submit", "-iL", "-", "--from", "dmz", "--detach");

        assertThat(cli.service.asked(SubmitRequest.class).getSpec().getTargets(0).getOrigin())
                .isEqualTo("standard input:1");
    }

    @Test
    void aMissingSegmentNamesTheKnownOnes() {
        cli.service.answer(
                GetServerInfoRequest.class,
                ServerInfo.newBuilder().addSegments("dmz").addSegments("corp").build());

        Commands.Result result = cli.run("submit", "10.0.0.1");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).isEqualTo("scanctl: say from where: --from SEGMENT, of dmz, corp\n");
    }

    @Test
    void interruptingDetaches() {
        accept(1);
        cli.service.answer(WatchScanRequest.class, Samples.progress(1, ""), (Runnable) cli::interrupt);

        Commands.Result result = cli.run("submit", "10.0.0.1", "--from", "dmz");

        assertThat(result.code()).isEqualTo(130);
        assertThat(result.err()).endsWith("Detached; the scan goes on. Come back with: scanctl watch 12\n");
    }

    @Test
    void interruptingALocalScanPausesIt() {
        accept(1);
        cli.service.answer(WatchScanRequest.class, Samples.progress(1, ""), (Runnable) cli::interrupt);
        cli.service.answer(ScanActionRequest.class, Samples.scan(ScanState.SCAN_STATE_PAUSED));

        Commands.Result result = cli.run("submit", "127.0.0.1", "--local");

        assertThat(result.code()).isEqualTo(130);
        assertThat(result.err()).endsWith("Paused. Go on with: scanctl resume --local 12\n");
        assertThat(cli.service.asked(SubmitRequest.class).getSpec().getSegmentsList()).containsExactly("local");
    }

    @Test
    void aLocalScanThatEndsBeforeItCanBePausedIsReportedAsItEnded() {
        accept(1);
        cli.service.answer(WatchScanRequest.class, Samples.progress(1, ""), (Runnable) cli::interrupt);
        cli.service.answer(ScanActionRequest.class, Status.FAILED_PRECONDITION.withDescription("cannot be paused"));
        endsAs(ScanState.SCAN_STATE_COMPLETED_WITH_GAPS);

        Commands.Result result = cli.run("submit", "127.0.0.1", "--local");

        assertThat(result.code()).isIn(3, 130);
        assertThat(result.err()).contains("ended with gaps").doesNotContain("cannot be paused", "Paused");
    }

    @Test
    void interruptingTheListAtTheEndSaysWhereItIs() {
        accept(1);
        cli.service.answer(WatchScanRequest.class, Samples.ended(ScanState.SCAN_STATE_COMPLETED_WITH_GAPS));
        cli.service.answer(ListResultsRequest.class, (Runnable) cli::interrupt);

        Commands.Result result = cli.run("submit", "10.0.0.1", "--from", "dmz");

        assertThat(result.code()).isEqualTo(130);
        assertThat(result.err()).endsWith("All of it: scanctl results 12\n");
    }

    @Test
    void aLocalProcessThatEndsWhileItIsAskedIsReplaced() {
        cli.service.answer(SubmitRequest.class, Status.UNAVAILABLE);
        accept(1);
        endsAs(ScanState.SCAN_STATE_COMPLETED);

        assertThat(cli.run("submit", "127.0.0.1", "--local").code()).isZero();
    }

    @Test
    void waitingForAnAgentIsBounded() {
        accept(1);
        cli.service.answer(WatchScanRequest.class, Samples.progress(0, "no agent"), Samples.progress(0, "no agent"));
        cli.clockStep = Duration.ofMinutes(6);

        Commands.Result result = cli.run("submit", "10.0.0.1", "--from", "dmz", "--wait-agent", "5m");

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err()).contains("no agent of segment 'dmz' was there for 5 min", "scanctl watch 12");
    }

    @Test
    void waitingForAnAgentThatCanDoTheWorkIsBoundedTheSameWay() {
        accept(1);
        String lacking = "No agent of dmz can probe UDP ports.";
        ScanEvent unable = Samples.progress(1, lacking);
        unable = unable.toBuilder()
                .setProgress(unable.getProgress().toBuilder()
                        .setSegments(0, unable.getProgress().getSegments(0).toBuilder().setUnable(true)))
                .build();
        cli.service.answer(WatchScanRequest.class, unable, unable);
        cli.clockStep = Duration.ofMinutes(6);

        Commands.Result result = cli.run("submit", "10.0.0.1", "-p", "U:53", "--from", "dmz", "--wait-agent", "5m");

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err())
                .contains("no agent of segment 'dmz' that can do the work was there for 5 min (" + lacking + ")");
    }

    @Test
    void aCoordinatorThatGoesAwayIsWaitedFor() {
        accept(1);
        cli.service.answer(WatchScanRequest.class, Samples.progress(1, ""), Status.UNAVAILABLE);
        endsAs(ScanState.SCAN_STATE_COMPLETED);

        Commands.Result result = cli.run("submit", "10.0.0.1", "--from", "dmz");

        assertThat(result.code()).isZero();
        assertThat(result.err()).contains("The coordinator is away");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "submit; name at least one target",
                "submit 10.0.0.1 -p 1 --top-ports 5; leave one out",
                "submit 10.0.0.1 --from dmz --priority 0; --priority is from 1 to 100, not 0",
                "submit 10.0.0.1 --from dmz --rate 0; --rate is in probes a second",
                "submit 10.0.0.1 --from dmz --rate x; Invalid value for option '--rate'",
                "submit 10.0.0.1 --from dmz --host-timeout soon; a length of time such as 90s",
                "submit 10.0.0.1 --from dmz --profile loud; fragile",
                "submit 10.0.0.1 --from dmz --wait-agent=-5; --wait-agent wants a length",
                "submit 10.0.0.1 --local --detach; nothing to detach from",
                "submit 10.0.0.1 --local --coordinator a:1; --local needs no coordinator",
                "submit -iL /nonexistent --from dmz; there is no file '/nonexistent'",
                "submit -iL / --from dmz; cannot read '/'",
            })
    void malformedInputIsOneSentenceAndExitTwo(String line, String sentence) {
        accept(1);

        Commands.Result result = cli.run(line.split(" "));

        assertThat(result.err()).contains(sentence);
        assertThat(result.err().lines().count()).isLessThanOrEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isEqualTo(2);
    }
}
