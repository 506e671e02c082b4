package dev.scanctl.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.proto.v1.AuditPage;
import dev.scanctl.proto.v1.AuditServiceGrpc;
import dev.scanctl.proto.v1.GetServerInfoRequest;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.ReadAuditRequest;
import dev.scanctl.proto.v1.ScanActionRequest;
import dev.scanctl.proto.v1.ScanServiceGrpc;
import dev.scanctl.proto.v1.ScanSpec;
import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.proto.v1.SubmitRequest;
import dev.scanctl.wire.AuditChain;
import dev.scanctl.wire.AuditHead;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
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
        CoordinatorConfig config =
                CoordinatorConfig.of(directory).listeningOn(new ListenOn.Tcp("127.0.0.1", 0));
        try (Coordinator coordinator = Coordinator.start(config)) {
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", coordinator.port())
                    .usePlaintext()
                    .build();
            try (ScriptedAgent agent = new ScriptedAgent(channel, "dmz")) {
                var scans = ScanServiceGrpc.newBlockingStub(channel);
                scans.getServerInfo(GetServerInfoRequest.getDefaultInstance());
                long scan = scans.submit(submit()).getScan().getId();
                scans.listResults(ListResultsRequest.getDefaultInstance()).forEachRemaining(_ -> {});
                scans.cancelScan(act(scan));
                assertThat(refused(() -> scans.pauseScan(act(scan))))
                        .isEqualTo(Status.Code.FAILED_PRECONDITION);

                List<String> log = new ArrayList<>();
                AuditServiceGrpc.newBlockingStub(channel)
                        .readAudit(ReadAuditRequest.getDefaultInstance())
                        .forEachRemaining((AuditPage page) -> log.addAll(page.getLinesList()));

                assertThat(log).hasSizeGreaterThanOrEqualTo(6);
                assertThat(String.join("\n", log))
                        .containsSubsequence(
                                "AgentService/Session\",\"event\":\"asked", "segment=dmz",
                                "ScanService/Submit\",\"event\":\"asked", "walls",
                                "ScanService/ListResults\",\"event\":\"read",
                                "ScanService/CancelScan\",\"event\":\"asked", "scan=" + scan,
                                "ScanService/PauseScan\",\"event\":\"asked",
                                "ScanService/PauseScan\",\"event\":\"refused")
                        .contains("\"source\":\"127.0.0.1\"")
                        .doesNotContain("GetServerInfo");
            } finally {
                channel.shutdownNow();
            }
        }
        AuditChain chain = new AuditChain(AuditHead.NONE);
        for (String line : Files.readAllLines(directory.resolve("audit.log"))) {
            assertThat(chain.append(line.substring(65))).isEqualTo(line);
        }
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
