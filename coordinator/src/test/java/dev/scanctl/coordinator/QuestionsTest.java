package dev.scanctl.coordinator;

import static dev.scanctl.coordinator.ScriptedAgent.CLOSED;
import static dev.scanctl.coordinator.ScriptedAgent.OPEN;
import static dev.scanctl.coordinator.ScriptedAgent.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.scanctl.proto.v1.AgentInfo;
import dev.scanctl.proto.v1.CoverageRow;
import dev.scanctl.proto.v1.GetScanRequest;
import dev.scanctl.proto.v1.Grant;
import dev.scanctl.proto.v1.ListAgentsRequest;
import dev.scanctl.proto.v1.QueryServiceGrpc;
import dev.scanctl.proto.v1.Scan;
import dev.scanctl.proto.v1.ScanActionRequest;
import dev.scanctl.proto.v1.ScanServiceGrpc;
import dev.scanctl.proto.v1.ScanSpec;
import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.proto.v1.SubmitRequest;
import dev.scanctl.proto.v1.WhyFinding;
import dev.scanctl.proto.v1.WhyRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Coverage and explanations over gRPC, with the real parts behind them and an agent that follows the test. */
@Timeout(60)
class QuestionsTest {
    private final String name = UUID.randomUUID().toString();
    private Coordinator coordinator;
    private ManagedChannel channel;
    private ScanServiceGrpc.ScanServiceBlockingStub scans;
    private QueryServiceGrpc.QueryServiceBlockingStub queries;
    private ScriptedAgent agent;

    @BeforeEach
    void start() throws Exception {
        coordinator = Coordinator.start(CoordinatorConfig.inMemory().listeningOn(new ListenOn.InProcess(name)));
        channel = InProcessChannelBuilder.forName(name).build();
        scans = ScanServiceGrpc.newBlockingStub(channel);
        queries = QueryServiceGrpc.newBlockingStub(channel);
        agent = new ScriptedAgent(channel, "dmz");
    }

    @AfterEach
    void stop() throws Exception {
        agent.close();
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        coordinator.close();
    }

    private Scan submit() {
        ScanSpec.Builder spec = ScanSpec.newBuilder()
                .setName("weekly")
                .addTargets(SourceText.newBuilder().setText("10.0.0.1"))
                .setPorts("22,80")
                .setSkipDiscovery(true)
                .addSegments("dmz");
        return scans.submit(SubmitRequest.newBuilder()
                        .setRequestId(UUID.randomUUID().toString())
                        .setSpec(spec)
                        .build())
                .getScan();
    }

    /** Such as {@code dmz: sentence}. */
    private List<String> why(String what) {
        return queries.why(WhyRequest.newBuilder().setWhat(what).build()).getFindingsList().stream()
                .map(QuestionsTest::line)
                .toList();
    }

    private static String line(WhyFinding finding) {
        return finding.getSegment() + ": " + finding.getWhy();
    }

    private List<String> coverage(String scan) {
        return queries.getCoverage(GetScanRequest.newBuilder().setScan(scan).build()).getRowsList().stream()
                .map(QuestionsTest::line)
                .toList();
    }

    private static String line(CoverageRow row) {
        return row.getCoverage() + " " + row.getReason() + " " + row.getPorts() + " of " + row.getPlanned() + " " + row.getGap();
    }

    @Test
    void aPortIsFollowedFromNobodyLookingToItsObservation() throws Exception {
        assertThat(why("10.0.0.1:22")).containsExactly("dmz: No scan from here covers 10.0.0.1.");

        submit();
        Grant grant = agent.grant();
        assertThat(why("10.0.0.1:22").getFirst()).startsWith("dmz: 10.0.0.1 22/tcp: agent ").endsWith(" has it in hand.");
        assertThat(why("10.0.0.1:23")).containsExactly("dmz: Scans from here cover the address, but not port 23/tcp.");
        assertThat(coverage("weekly")).containsExactly("COVERAGE_PENDING REASON_UNSPECIFIED 2 of 2 false");

        agent.finish(grant, (address, port) -> port == 22 ? OPEN : UNKNOWN);

        assertThat(why("10.0.0.1:22").getFirst()).startsWith("dmz: 10.0.0.1 22/tcp was observed open (syn-ack) at ");
        assertThat(why("10.0.0.1:80").getFirst())
                .startsWith("dmz: 10.0.0.1 80/tcp is unknown since ")
                .endsWith("The agent ran out of file descriptors.");
        assertThat(coverage("weekly"))
                .containsExactly(
                        "COVERAGE_OBSERVED REASON_UNSPECIFIED 1 of 2 false",
                        "COVERAGE_UNKNOWN REASON_LOCAL_DESCRIPTORS 1 of 2 true");
        assertThat(why("weekly")).containsExactly("dmz: 1 port: The agent ran out of file descriptors.");
    }

    @Test
    void aScanThatNobodyProbesSaysSo() throws Exception {
        agent.close();
        agent = new ScriptedAgent(channel, "corp");
        await().until(() -> scans.listAgents(ListAgentsRequest.newBuilder().addSegments("dmz").build())
                .getAgentsList().stream()
                .noneMatch(AgentInfo::getConnected));
        submit();

        await().untilAsserted(() -> assertThat(why("weekly")).contains("dmz: No agent is connected in segment dmz."));

        assertThat(why("10.0.0.1:22"))
                .containsExactly(
                        "corp: No scan from here covers 10.0.0.1.",
                        "dmz: 10.0.0.1 22/tcp: it was not handed out yet. No agent is connected in segment dmz.");
    }

    @Test
    void aPausedScanSaysHowToGoOn() {
        Scan scan = submit();
        scans.pauseScan(ScanActionRequest.newBuilder()
                .setScan("weekly")
                .setRequestId(UUID.randomUUID().toString())
                .build());

        List<WhyFinding> findings =
                queries.why(WhyRequest.newBuilder().setWhat("weekly").build()).getFindingsList();

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.getWhy()).isEqualTo("The scan is paused.");
            assertThat(finding.getAdvice()).isEqualTo("'scanctl resume " + scan.getId() + "' goes on with it");
        });
    }

    @Test
    void nothingIsMissingOfAWholeScan() throws Exception {
        submit();
        agent.finish(agent.grant(), (address, port) -> CLOSED);

        assertThat(why("weekly")).containsExactly(": Nothing is missing: every planned port was observed.");
        assertThatThrownBy(() -> why("monthly")).isInstanceOf(StatusRuntimeException.class).hasMessageContaining("NOT_FOUND");
        assertThatThrownBy(() -> why("10.0.0.0/8:1")).hasMessageContaining("is not one address with one port");
    }
}
