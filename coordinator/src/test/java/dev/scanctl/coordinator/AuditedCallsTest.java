package dev.scanctl.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scanctl.proto.v1.AuditPage;
import dev.scanctl.proto.v1.AuditServiceGrpc;
import dev.scanctl.proto.v1.ClearStopRequest;
import dev.scanctl.proto.v1.ControlServiceGrpc;
import dev.scanctl.proto.v1.GetServerInfoRequest;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.ReadAuditRequest;
import dev.scanctl.proto.v1.ScanActionRequest;
import dev.scanctl.proto.v1.ScanServiceGrpc;
import dev.scanctl.proto.v1.ScanSpec;
import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.proto.v1.StopAllRequest;
import dev.scanctl.proto.v1.SubmitRequest;
import dev.scanctl.wire.AuditChain;
import dev.scanctl.wire.AuditHead;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What operators and agents do stands in the log beside the store, each with who, from where, and what. */
@Timeout(60)
class AuditedCallsTest {
    @TempDir
    Path directory;

    @Test
    void callsStandInTheLogInTheirOrder() throws Exception {
        try (Installation here = Installation.in(directory, Clock.systemUTC())) {
            ManagedChannel channel = here.as(here.admin);
            try (ScriptedAgent agent = new ScriptedAgent(here.as(here.agent("dmz")), "dmz")) {
                assertThat(agent.cutOff()).isFalse();
                var scans = ScanServiceGrpc.newBlockingStub(channel);
                scans.getServerInfo(GetServerInfoRequest.getDefaultInstance());
                assertThat(refused(() -> scans.submit(submit()))).as("without a scope")
                        .isEqualTo(Status.Code.PERMISSION_DENIED);
                here.scope("plant", "10.0.0.0/8");
                long scan = scans.submit(submit()).getScan().getId();
                scans.listResults(ListResultsRequest.getDefaultInstance()).forEachRemaining(_ -> {});
                scans.cancelScan(act(scan));
                assertThat(refused(() -> scans.pauseScan(act(scan))))
                        .isEqualTo(Status.Code.FAILED_PRECONDITION);
                ControlServiceGrpc.newBlockingStub(channel).stopAll(
                        StopAllRequest.newBuilder().setReason("lunch").build());
                ControlServiceGrpc.newBlockingStub(channel).clearStop(ClearStopRequest.getDefaultInstance());

                // What is refused is on record soon after, not before.
                await().until(() -> log(channel).contains("ScanService/PauseScan\",\"event\":\"refused"));
                assertThat(log(channel))
                        .containsSubsequence(
                                "operator:admin", "IdentityService/CreateJoinToken", "segment=dmz",
                                "join-token:", "EnrolmentService/Enroll\",\"event\":\"asked",
                                "agent:edge (", "AgentService/Session\",\"event\":\"asked", "segment=dmz",
                                "ScanService/Submit\",\"event\":\"refused", "holds no scope",
                                "ScopeService/CreateScope\",\"event\":\"asked", "plant",
                                "ScanService/Submit\",\"event\":\"asked", "walls",
                                "ScanService/ListResults\",\"event\":\"read",
                                "ScanService/CancelScan\",\"event\":\"asked", "scan=" + scan,
                                "ScanService/PauseScan\",\"event\":\"asked",
                                "ScanService/PauseScan\",\"event\":\"refused")
                        .contains("ControlService/StopAll\",\"event\":\"asked", "lunch", "ControlService/ClearStop")
                        .contains("\"source\":\"127.0.0.1\"")
                        .doesNotContain("GetServerInfo");
            }
        }
        AuditChain chain = new AuditChain(AuditHead.NONE);
        for (String line : Files.readAllLines(directory.resolve("audit.log"))) {
            assertThat(chain.append(line.substring(65))).isEqualTo(line);
        }
    }

    private static String log(ManagedChannel channel) {
        List<String> lines = new ArrayList<>();
        AuditServiceGrpc.newBlockingStub(channel)
                .readAudit(ReadAuditRequest.getDefaultInstance())
                .forEachRemaining((AuditPage page) -> lines.addAll(page.getLinesList()));
        return String.join("\n", lines);
    }

    private static Status.Code refused(Runnable call) {
        try {
            call.run();
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    private static ScanActionRequest act(long scan) {
        return ScanActionRequest.newBuilder()
                .setScan(Long.toString(scan))
                .setRequestId(UUID.randomUUID().toString())
                .build();
    }

    private static SubmitRequest submit() {
        return SubmitRequest.newBuilder()
                .setRequestId(UUID.randomUUID().toString())
                .setSpec(ScanSpec.newBuilder()
                        .setName("walls")
                        .addTargets(SourceText.newBuilder().setText("10.0.0.1"))
                        .setPorts("80")
                        .addSegments("dmz"))
                .build();
    }
}
