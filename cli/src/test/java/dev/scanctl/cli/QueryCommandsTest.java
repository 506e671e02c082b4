package dev.scanctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.proto.v1.AgentInfo;
import dev.scanctl.proto.v1.GetScanRequest;
import dev.scanctl.proto.v1.HistoryEntry;
import dev.scanctl.proto.v1.HistoryPage;
import dev.scanctl.proto.v1.ListAgentsRequest;
import dev.scanctl.proto.v1.ListAgentsResponse;
import dev.scanctl.proto.v1.ListHistoryRequest;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.ListScansRequest;
import dev.scanctl.proto.v1.ListScansResponse;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.PlanSummary;
import dev.scanctl.proto.v1.PortRange;
import dev.scanctl.proto.v1.PortState;
import dev.scanctl.proto.v1.Protocol;
import dev.scanctl.proto.v1.Reason;
import dev.scanctl.proto.v1.Remark;
import dev.scanctl.proto.v1.RemarkCount;
import dev.scanctl.proto.v1.RemarkKind;
import dev.scanctl.proto.v1.ResultsPage;
import dev.scanctl.proto.v1.ScanDetail;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.proto.v1.SegmentProgress;
import dev.scanctl.proto.v1.UnitQuality;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryCommandsTest extends CommandTest {

    private void results(ResultsPage.Builder page) {
        cli.service.answer(ListResultsRequest.class, page.build());
    }

    @Test
    void wideTellsEverything() {
        results(ResultsPage.newBuilder().addObservations(Samples.open("10.0.0.1", 22, "ssh")));

        assertThat(cli.run("results", "12", "-o", "wide").out())
                .isEqualTo(
                        """
                SEGMENT  ADDRESS   PORT    STATE  REASON   METHOD   SERVICE  RTT       ATTEMPTS  OBSERVED             SCAN  NAMES  FLAGS
                dmz      10.0.0.1  22/tcp  open   syn-ack  connect  ssh      0.412 ms         1  2026-11-22T12:00:00    12  -      -
                """);
    }

    @Test
    void jsonIsAnArrayWithStableKeys() {
        results(ResultsPage.newBuilder().addObservations(Samples.open("10.0.0.1", 22, "ssh")));

        assertThat(cli.run("results", "-o", "json").out())
                .isEqualTo("[{\"segment\":\"dmz\",\"address\":\"10.0.0.1\",\"port\":22,\"protocol\":\"tcp\","
                        + "\"state\":\"open\",\"reason\":\"syn-ack\",\"method\":\"connect\",\"service\":\"ssh\","
                        + "\"rtt_micros\":412,\"attempts\":1,\"observed\":\"2026-11-22T12:00:00Z\",\"scan\":12,"
                        + "\"space\":\"default\",\"names\":[],\"flags\":[]}]\n");
    }

    @Test
    void jsonOfNothingIsAnEmptyArray() {
        results(ResultsPage.newBuilder());

        assertThat(cli.run("results", "-o", "json").out()).isEqualTo("[]\n");
    }

    @Test
    void programsGetOneRowAPortAndPeopleRanges() {
        results(ResultsPage.newBuilder().addObservations(Samples.closed("10.0.0.1", 1, 3)));

        assertThat(cli.run("results", "--state", "closed").out()).contains("1-3/tcp  closed");
        assertThat(cli.service.asked(ListResultsRequest.class).getStatesList())
                .containsExactly(PortState.PORT_STATE_CLOSED);

        cli.out = new ByteArrayOutputStream();
        assertThat(cli.run("results", "--state", "closed", "-o", "jsonl").out().lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith("{\"segment\":\"dmz\"") && line.endsWith("}"));
    }

    @Test
    void csvHasAHeaderAndNoFormulas() {
        results(ResultsPage.newBuilder().addObservations(Samples.open("10.0.0.1", 22, "=cmd(\"x\"),1")));

        assertThat(cli.run("results", "-o", "csv").out()).isEqualTo("""
                segment,address,port,protocol,state,reason,method,service,rtt_micros,attempts,observed,scan,space,names,flags\r
                dmz,10.0.0.1,22,tcp,open,syn-ack,connect,"'=cmd(""x""),1",412,1,2026-11-22T12:00:00Z,12,default,,\r
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"table", "wide", "json", "jsonl", "csv"})
    void textFromOutsideCannotSteerATerminal(String format) {
        results(ResultsPage.newBuilder().addObservations(Samples.open("10.0.0.1", 22, "a\u001b[2J\u009b\u202e\r\n\u0007b")));

        String out = cli.run("results", "-o", format).out().replace("\r\n", "\n");

        assertThat(out.chars()).allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f));
    }

    private ResultsPage.Builder oneBroad(String address) {
        return ResultsPage.newBuilder()
                .addObservations(Samples.open(address, 65_535, "a-very-long-service-name").toBuilder()
                        .setSegment("a-segment-with-a-long-name"));
    }

    @Test
    void tablesKeepToEightyColumns() {
        results(oneBroad("2001:db8::4444:5555:6666:7777"));

        assertThat(cli.run("results").out().lines()).hasSize(2).allMatch(line -> line.length() <= 80);
    }

    @Test
    void anAddressIsNeverCut() {
        results(oneBroad("2001:db8:1111:2222:3333:4444:5555:6666"));

        assertThat(cli.run("results").out()).contains(" 2001:db8:1111:2222:3333:4444:5555:6666 ");
    }

    @Test
    void wordsAreToldApartAsScansAndFilter() {
        results(ResultsPage.newBuilder());

        cli.run("results", "weekly", "net:10.0.0.0/8", "12", "not", "port:22", "--filter", "not port:80 or port:81");
        ListResultsRequest asked = cli.service.asked(ListResultsRequest.class);

        assertThat(asked.getScansList()).containsExactly("weekly", "12");
        assertThat(asked.getFilter()).isEqualTo("net:10.0.0.0/8 not port:22 (not port:80 or port:81)");
        cli.run("results", "10.0.0.1", "@web", "10.0.*.1-9", "2001:db8::/32");
        assertThat(cli.service.asked(ListResultsRequest.class).getScansList()).isEmpty();
    }

    @Test
    void aRefusedFilterIsShownWithWhatIsMeant() {
        cli.service.answer(ListResultsRequest.class,
                Status.INVALID_ARGUMENT.withDescription("there is no key 'prot'\n  prot:22\n  ^^^^"));

        Commands.Result result = cli.run("results", "prot:22");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).isEqualTo("scanctl: there is no key 'prot'\n  prot:22\n  ^^^^\n");
    }

    @Test
    void filtersTravel() {
        results(ResultsPage.newBuilder());

        cli.run("results", "12", "weekly", "--target", "10.0.0.0/24", "-p", "80", "--from", "dmz", "--since", "7d", "--state",
                "all", "--limit", "5");
        ListResultsRequest asked = cli.service.asked(ListResultsRequest.class);

        assertThat(asked.getScansList()).containsExactly("12", "weekly");
        assertThat(asked.getTargets(0).getText()).isEqualTo("10.0.0.0/24");
        assertThat(asked.getPorts()).isEqualTo("80");
        assertThat(asked.getSegmentsList()).containsExactly("dmz");
        assertThat(asked.getSinceMs()).isEqualTo(Samples.NOON - 7 * 86_400_000L);
        assertThat(asked.getAllStates()).isTrue();
        assertThat(asked.getLimit()).isEqualTo(5);
        assertThat(asked.getMergePorts()).isFalse();
    }

    @Test
    void openFilteredCanBeAskedForWithoutQuotes() {
        results(ResultsPage.newBuilder());

        cli.run("results", "--state", "open-filtered,not-probed");

        assertThat(cli.service.asked(ListResultsRequest.class).getStatesList())
                .containsExactly(PortState.PORT_STATE_OPEN_FILTERED, PortState.PORT_STATE_NOT_PROBED);
    }

    @Test
    void gapsAreSaidAndWithStrictExitThree() {
        results(ResultsPage.newBuilder().addGaps(Samples.gap()).addRunningScans(12));

        Commands.Result lenient = cli.run("results", "12");
        assertThat(lenient.code()).isZero();
        assertThat(lenient.err()).contains("1,024 ports could not be verified", "Still running, more may come: scan 12.");

        assertThat(cli.run("results", "12", "--strict").code()).isEqualTo(3);
    }

    @Test
    void strictExitsEightWhileAScanRuns() {
        results(ResultsPage.newBuilder().addRunningScans(12));

        assertThat(cli.run("results", "12", "--strict").code()).isEqualTo(8);
    }

    @Test
    void aReaderThatLeftIsNoError() {
        results(ResultsPage.newBuilder().addObservations(Samples.open("10.0.0.1", 22, "ssh")));
        cli.out = Cli.READER_LEFT;

        Commands.Result result = cli.run("results");

        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"table", "json", "jsonl", "csv"})
    void strictTellsOfGapsThoughTheReaderLeft(String format) {
        results(ResultsPage.newBuilder().addObservations(Samples.open("10.0.0.1", 22, "ssh")).addGaps(Samples.gap()));
        cli.out = Cli.READER_LEFT;

        assertThat(cli.run("results", "12", "--strict", "-o", format).code()).isEqualTo(3);
    }

    @Test
    void aRepeatedListingEndsWhenItsReaderLeaves() {
        results(ResultsPage.newBuilder().addObservations(Samples.open("10.0.0.1", 22, "ssh")));
        cli.out = Cli.READER_LEFT;

        assertThat(cli.run("results", "--watch").code()).isZero();
    }

    @Test
    void aFullDiskIsAnError() {
        results(ResultsPage.newBuilder().addObservations(Samples.open("10.0.0.1", 22, "ssh")));
        cli.out = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };

        Commands.Result result = cli.run("results");

        assertThat(result.code()).isEqualTo(70);
        assertThat(result.err()).isEqualTo("scanctl: cannot write to standard output: No space left on device\n");
    }

    @Test
    void scansAreListed() {
        cli.service.answer(
                ListScansRequest.class,
                ListScansResponse.newBuilder().addScans(Samples.scan(ScanState.SCAN_STATE_COMPLETED)).build());

        assertThat(cli.run("scans").out()).isEqualTo("""
                ID  NAME    STATE      DONE  OPEN  FROM  CREATED           TARGETS
                12  weekly  completed  100%     2  dmz   2026-11-22T12:00  10.0.0.1,10.0.0.2
                """);
    }

    @ParameterizedTest
    @CsvSource({"0, 0%", "1, <1%", "2047, 99%", "2048, 100%"})
    void noPercentMeansNothingAndAHundredAll(long done, String percent) {
        cli.service.answer(
                ListScansRequest.class,
                ListScansResponse.newBuilder()
                        .addScans(Samples.scan(ScanState.SCAN_STATE_RUNNING).toBuilder().setProbesDone(done))
                        .build());

        assertThat(cli.run("scans").out()).contains(" " + percent + " ");
    }

    @Test
    void olderScansComeInPages() {
        cli.service.answer(
                ListScansRequest.class,
                ListScansResponse.newBuilder()
                        .addScans(Samples.scan(ScanState.SCAN_STATE_PAUSED))
                        .setMore(true)
                        .build());
        cli.service.answer(ListScansRequest.class, ListScansResponse.getDefaultInstance());

        cli.run("scans", "--state", "paused");
        ListScansRequest asked = cli.service.asked(ListScansRequest.class);

        assertThat(asked.getBeforeId()).isEqualTo(12);
        assertThat(asked.getState()).isEqualTo(ScanState.SCAN_STATE_PAUSED);
    }

    @Test
    void showTellsOfAScan() {
        cli.service.answer(
                GetScanRequest.class,
                ScanDetail.newBuilder()
                        .setScan(Samples.scan(ScanState.SCAN_STATE_COMPLETED_WITH_GAPS))
                        .setSummary(PlanSummary.newBuilder()
                                .addLeftOutTcp(PortRange.newBuilder().setFirst(502).setLast(502)))
                        .addProgress(Samples.segment(1, ""))
                        .addGaps(Samples.gap())
                        .build());

        assertThat(cli.run("show", "12").out()).isEqualTo("""
                Scan:     12 weekly
                State:    gaps, 100% of 2,048 probes
                Targets:  10.0.0.1,10.0.0.2
                Ports:    1-1024
                Left out: T:502 of printers and control systems, which nobody named
                From:     dmz
                Created:  2026-11-22T12:00:00
                Started:  2026-11-22T12:00:00
                Ended:    2026-11-22T12:00:03
                Counts:   2 open, 2,046 closed

                SEGMENT  DONE  OPEN  CLOSED  FILTERED  UNKNOWN  NOT PROBED  AGENTS
                dmz      50%      0       0         0        0           0       1

                1,024 ports could not be verified:
                  from dmz: 1,024 unknown (local-descriptors). The agent ran out of file descriptors.
                """);
    }

    private static SegmentProgress.Builder probed(String segment, long answered) {
        return Samples.segment(1, "").toBuilder()
                .setSegment(segment)
                .setQuality(UnitQuality.newBuilder().setSent(9_000).setAnswered(answered));
    }

    private void scanOf(SegmentProgress.Builder... segments) {
        ScanDetail.Builder detail = ScanDetail.newBuilder().setScan(Samples.scan(ScanState.SCAN_STATE_COMPLETED));
        Arrays.stream(segments).forEach(detail::addProgress);
        cli.service.answer(GetScanRequest.class, detail.build());
    }

    @Test
    void showTellsHowManyOpenPortsMayHaveBeenMissed() {
        scanOf(
                probed("a", 0),
                probed("b", 3),
                probed("c", 9).setMissPpm(0),
                probed("d", 9).setMissPpm(1),
                probed("e", 9).setMissPpm(31),
                probed("f", 9).setMissPpm(131_000));

        assertThat(cli.run("show", "12").out()).contains("Missed:   from a it cannot be told, nothing answered; "
                + "from b it cannot be told, too few ports answered; "
                + "from c none, no port was silent; "
                + "from d fewer than 1 in 1,000,000 open ports; "
                + "from e up to about 1 in 32,000 open ports; "
                + "from f up to about 13 % of the open ports\n");
    }

    @Test
    void showAsJsonHasNoMissRateWhereItCannotBeEstimated() {
        scanOf(probed("a", 0), probed("e", 9).setMissPpm(400));

        assertThat(cli.run("show", "12", "-o", "json").out()).contains("\"miss_ppm\":null").contains("\"miss_ppm\":400");
    }

    private static RemarkCount tarpits() {
        Remark tarpit = Remark.newBuilder()
                .setKind(RemarkKind.REMARK_KIND_ANSWERS_EVERYTHING)
                .setAddress(Samples.open("10.0.0.5", 1, "").getAddress())
                .setCount(1)
                .setProbedPorts(1_000)
                .setOpenPorts(998)
                .setControlPorts(8)
                .addAllOpenControlPorts(List.of(50_123, 51_022, 60_001, 61_111, 62_222, 63_333))
                .build();
        Remark like = tarpit.toBuilder()
                .setAddress(Samples.open("10.0.0.8", 1, "").getAddress())
                .setCount(3)
                .setControlPorts(0)
                .clearOpenControlPorts()
                .setNeighboursAsked(16)
                .setNeighboursAlike(15)
                .build();
        return RemarkCount.newBuilder()
                .setSegment("dmz")
                .setKind(RemarkKind.REMARK_KIND_ANSWERS_EVERYTHING)
                .setHosts(4)
                .setUnits(1)
                .addExamples(tarpit)
                .addExamples(like)
                .build();
    }

    private static RemarkCount remark(RemarkKind kind, Remark.Builder example) {
        example.setKind(kind).setAddress(Samples.open("10.0.0.9", 1, "").getAddress());
        return RemarkCount.newBuilder()
                .setSegment("dmz")
                .setKind(kind)
                .setHosts(1)
                .setUnits(2)
                .setPorts(412)
                .addExamples(example)
                .build();
    }

    @Test
    void showTellsWhatThereIsToSayOfHostsWithTheEvidence() {
        cli.service.answer(
                GetScanRequest.class,
                ScanDetail.newBuilder()
                        .setScan(Samples.scan(ScanState.SCAN_STATE_COMPLETED))
                        .addRemarks(tarpits())
                        .addRemarks(remark(RemarkKind.REMARK_KIND_LIMITS_ANSWERS, Remark.newBuilder().setAnswersPps(200)))
                        .addRemarks(remark(RemarkKind.REMARK_KIND_SUSPENDED, Remark.newBuilder().setPorts(412)))
                        .addRemarks(remark(
                                RemarkKind.REMARK_KIND_UNTRUSTED,
                                Remark.newBuilder().setCount(2).setPorts(412).setReason(Reason.REASON_LOCAL_DROPS)))
                        .build());

        assertThat(cli.run("show", "12").out()).endsWith("""

                4 hosts answer for every port from dmz: open ports there may be no services:
                  10.0.0.5: 998 of 1,000 probed ports open, and 6 of 8 control ports (50123, 51022, 60001, 61111, 62222, 63333)
                  10.0.0.8-10.0.0.10: 998 of 1,000 probed ports open, and 15 of 16 neighbours that were asked answer for every port
                1 host limits the answers to closed ports from dmz and took longer therefore:
                  10.0.0.9: about 200 a second
                1 host stopped answering in mid-scan from dmz:
                  10.0.0.9: 412 ports not probed
                412 silent ports from dmz could not be trusted in two runs, in 2 units:
                  10.0.0.9-10.0.0.10: 412 silent ports (local-drops)
                """);
        assertThat(cli.run("show", "12", "-o", "json").out())
                .contains("\"remarks\":[{\"segment\":\"dmz\",\"kind\":\"answers-everything\",\"hosts\":4,\"units\":1,\"ports\":0,"
                        + "\"examples\":[\"10.0.0.5: 998 of 1,000 probed ports open");
    }

    @Test
    void openPortsOfAHostThatAnswersForEveryPortDoNotLookLikeServices() {
        results(ResultsPage.newBuilder()
                .addObservations(Samples.open("10.0.0.5", 22, "ssh").toBuilder()
                        .addRemarks(RemarkKind.REMARK_KIND_ANSWERS_EVERYTHING))
                .addRemarks(tarpits()));

        assertThat(cli.run("results", "12", "-o", "wide").out()).contains("answers-everything");
        assertThat(cli.run("results", "12").err()).contains("4 hosts answer for every port from dmz");
        assertThat(cli.run("results", "12", "-o", "json").out()).contains("\"flags\":[\"answers-everything\"]");
        assertThat(cli.run("results", "12", "-o", "csv").out()).contains(",answers-everything\r");
    }

    @Test
    void silentPortsTellHowOftenTheyWereAsked() {
        results(ResultsPage.newBuilder()
                .addObservations(Samples.closed("10.0.0.5", 22, 22).toBuilder()
                        .setState(PortState.PORT_STATE_FILTERED)
                        .setReason(Reason.REASON_NO_RESPONSE)
                        .setSilentAttempts(3)));

        assertThat(cli.run("results", "--state", "filtered", "-o", "json").out()).contains("\"attempts\":3");
    }

    @Test
    void showAsJsonIsOneObject() {
        cli.service.answer(
                GetScanRequest.class,
                ScanDetail.newBuilder().setScan(Samples.scan(ScanState.SCAN_STATE_RUNNING)).addGaps(Samples.gap()).build());

        assertThat(cli.run("show", "12", "-o", "json").out())
                .startsWith("{\"id\":12,\"name\":\"weekly\",\"state\":\"running\"")
                .contains("\"gaps\":[{\"segment\":\"dmz\",\"state\":\"unknown\",\"reason\":\"local-descriptors\",\"ports\":1024}]")
                .endsWith("}\n");
    }

    @Test
    void historyTellsSinceWhen() {
        cli.service.answer(
                ListHistoryRequest.class,
                HistoryPage.newBuilder()
                        .addEntries(HistoryEntry.newBuilder()
                                .setSegment("dmz")
                                .setAddress(Samples.open("192.168.100.200", 443, "").getAddress())
                                .setProtocol(Protocol.PROTOCOL_TCP)
                                .setPort(443)
                                .setState(PortState.PORT_STATE_OPEN)
                                .setMethod(Method.METHOD_CONNECT)
                                .setBeforeMs(Samples.NOON - 2 * 86_400_000)
                                .setFirstMs(Samples.NOON - 86_400_000)
                                .setLastMs(Samples.NOON))
                        .build());

        assertThat(cli.run("history", "192.168.100.200:443").out()).isEqualTo("""
                SEGMENT  ADDRESS          PORT     STATE  SINCE             LAST CONFIRMED
                dmz      192.168.100.200  443/tcp  open   2026-11-21T12:00  2026-11-22T12:00
                """);
        assertThat(cli.run("history", "192.168.100.200:443", "-o", "json", "--as-of", "2026-11-22T12:00:00Z").out())
                .contains("\"after\":\"2026-11-20T12:00:00Z\"", "\"until\":null", "\"change\":\"change\"");
        assertThat(cli.service.asked(ListHistoryRequest.class).getAsOfMs()).isEqualTo(Samples.NOON);
    }

    @Test
    void historyThatIsBeingBuiltSaysSo() {
        cli.service.answer(ListHistoryRequest.class, HistoryPage.newBuilder().setBacklogScans(3).build());

        assertThat(cli.run("history", "192.168.100.200").err())
                .startsWith("The history of hosts is being built: 3 earlier scans are still to be read");
    }

    @Test
    void agentsAreListed() {
        cli.service.answer(
                ListAgentsRequest.class,
                ListAgentsResponse.newBuilder()
                        .addAgents(AgentInfo.newBuilder()
                                .setName("dmz-1")
                                .setSegment("dmz")
                                .setConnected(true)
                                .setUnits(3)
                                .setRatePps(12_000)
                                .setLastSeenMs(Samples.NOON))
                        .build());

        assertThat(cli.run("agents").out()).isEqualTo("""
                NAME   SEGMENT  STATUS     UNITS  RATE/S  LAST SEEN         NOTE
                dmz-1  dmz      connected      3  12,000  2026-11-22T12:00  -
                """);
    }

    @Test
    void watchingAListingRepeatsItUntilInterrupted() {
        cli.service.answer(ListAgentsRequest.class, ListAgentsResponse.getDefaultInstance());

        Thread leaving = Thread.ofVirtual().unstarted(() -> {
            while (!cli.service.wasAsked(ListAgentsRequest.class)) {
                Thread.onSpinWait();
            }
            cli.interrupt();
        });
        leaving.start();

        assertThat(cli.run("agents", "--watch").code()).isEqualTo(130);
    }
}
