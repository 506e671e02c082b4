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
import dev.scanctl.proto.v1.Remark;
import dev.scanctl.proto.v1.RemarkCount;
import dev.scanctl.proto.v1.RemarkKind;
import dev.scanctl.proto.v1.ScanDetail;
import dev.scanctl.proto.v1.ResultsPage;
import dev.scanctl.proto.v1.ScanState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is printed as JSON keeps to the published schemas, and they list all of it. */
final class SchemaTest extends CommandTest {
    private static final Path SCHEMAS = Path.of("..", "docs", "schema");

    private void keepsToItsSchema(String name, String command) throws IOException {
        JsonSchema schema = JsonSchema.read(SCHEMAS.resolve(name + ".schema.json"));

        String array = print(command + " -o json");
        assertThat(array).startsWith("[{");
        assertThat(schema.errors(array)).isEmpty();
        assertThat(print(command + " -o jsonl").lines().toList())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(schema.errors(line)).isEmpty());
    }

    private String print(String command) {
        cli.out = new ByteArrayOutputStream();
        Commands.Result result = cli.run(command.split(" "));
        assertThat(result.code()).as(result.err()).isZero();
        return result.out();
    }

    @Test
    void results() throws IOException {
        ResultsPage.Builder page = ResultsPage.newBuilder()
                .addObservations(Samples.open("10.0.0.1", 22, "ssh").toBuilder()
                        .addNames("www.example").addRemarks(RemarkKind.REMARK_KIND_ANSWERS_EVERYTHING))
                .addObservations(Samples.open("fe80::1", 65_535, "").toBuilder().setZone("eth0"));
        for (PortState state : PortState.values()) {
            if (state != PortState.UNRECOGNIZED && state != PortState.PORT_STATE_UNSPECIFIED) {
                page.addObservations(Samples.closed("10.0.0.2", 0, 3).toBuilder()
                        .setState(state).setProtocol(Protocol.PROTOCOL_UDP).setMethod(Method.METHOD_UNSPECIFIED).setObservedMs(0));
            }
        }
        cli.service.answer(ListResultsRequest.class, page.build());

        keepsToItsSchema("results", "results --state all");
    }

    @Test
    void history() throws IOException {
        cli.service.answer(ListHistoryRequest.class, HistoryPage.newBuilder()
                .addEntries(HistoryEntry.newBuilder()
                        .setSegment("dmz")
                        .setAddress(Samples.open("10.0.0.1", 1, "").getAddress())
                        .setProtocol(Protocol.PROTOCOL_TCP)
                        .setPort(443)
                        .setState(PortState.PORT_STATE_OPEN)
                        .setMethod(Method.METHOD_CONNECT)
                        .setBeforeMs(Samples.NOON - 1)
                        .setFirstMs(Samples.NOON)
                        .setLastMs(Samples.NOON + 1)
                        .setFirstScanId(1)
                        .setLastScanId(2))
                .build());

        keepsToItsSchema("history", "history 10.0.0.1");
    }

    @Test
    void scans() throws IOException {
        ListScansResponse.Builder scans = ListScansResponse.newBuilder();
        for (ScanState state : ScanState.values()) {
            if (state != ScanState.UNRECOGNIZED && state != ScanState.SCAN_STATE_UNSPECIFIED) {
                scans.addScans(Samples.scan(state));
            }
        }
        scans.addScans(Samples.scan(ScanState.SCAN_STATE_RUNNING).toBuilder().setName("").setEndedMs(0));
        cli.service.answer(ListScansRequest.class, scans.build());

        keepsToItsSchema("scans", "scans");
    }

    @Test
    void show() throws IOException {
        for (ScanState state : ScanState.values()) {
            if (state != ScanState.UNRECOGNIZED && state != ScanState.SCAN_STATE_UNSPECIFIED) {
                cli.service.answer(GetScanRequest.class, ScanDetail.newBuilder()
                        .setScan(Samples.scan(state))
                        .addProgress(Samples.segment(1, "").toBuilder().setMissPpm(7).setEtaMs(5))
                        .addProgress(Samples.segment(0, "no agent"))
                        .addGaps(Samples.gap())
                        .addRemarks(RemarkCount.newBuilder()
                                .setSegment("dmz")
                                .setKind(RemarkKind.REMARK_KIND_SUSPENDED)
                                .setHosts(1)
                                .addExamples(Remark.newBuilder().setPorts(4)))
                        .setSummary(PlanSummary.newBuilder().addLeftOutTcp(PortRange.newBuilder().setFirst(9_100).setLast(9_107)))
                        .build());
                isOneObjectOf("show", "show 12");
            }
        }
    }

    private void isOneObjectOf(String name, String command) throws IOException {
        JsonSchema schema = JsonSchema.read(SCHEMAS.resolve(name + ".schema.json"));
        for (String format : new String[] {"json", "jsonl"}) {
            String object = print(command + " -o " + format);
            assertThat(object).startsWith("{");
            assertThat(schema.errors(object)).isEmpty();
        }
    }

    @Test
    void agents() throws IOException {
        cli.service.answer(ListAgentsRequest.class, ListAgentsResponse.newBuilder()
                .addAgents(AgentInfo.newBuilder().setName("dmz-1").setClockSkewMs(-3).setLastSeenMs(Samples.NOON))
                .build());

        keepsToItsSchema("agents", "agents");
    }
}
