package dev.scanctl.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.scanctl.proto.v1.AddressRange;
import dev.scanctl.proto.v1.Coverage;
import dev.scanctl.proto.v1.CoverageRow;
import dev.scanctl.proto.v1.GetScanRequest;
import dev.scanctl.proto.v1.ImportAnswer;
import dev.scanctl.proto.v1.ImportEnd;
import dev.scanctl.proto.v1.ImportHeader;
import dev.scanctl.proto.v1.ImportHosts;
import dev.scanctl.proto.v1.ImportMessage;
import dev.scanctl.proto.v1.ImportServiceGrpc;
import dev.scanctl.proto.v1.ImportedHost;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.ListScansRequest;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.Observation;
import dev.scanctl.proto.v1.PortRange;
import dev.scanctl.proto.v1.PortState;
import dev.scanctl.proto.v1.QueryServiceGrpc;
import dev.scanctl.proto.v1.ScanActionRequest;
import dev.scanctl.proto.v1.ScanServiceGrpc;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Reason;
import dev.scanctl.wire.Runs;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scans that come from elsewhere, over gRPC with the real parts behind it. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // set by JUnit
class ImportTest {
    private static final PortSet TCP = PortSet.of(new dev.scanctl.wire.PortRange(1, 100));
    private static final Outcome OPEN = Outcome.of(dev.scanctl.wire.PortState.OPEN, Reason.SYN_ACK);
    private static final Outcome CLOSED = Outcome.of(dev.scanctl.wire.PortState.CLOSED, Reason.RESET);
    private static final Outcome NOT_TOLD = Outcome.of(dev.scanctl.wire.PortState.UNKNOWN, Reason.NOT_TOLD);
    private static final long AT = 1_700_000_000_000L;

    private final String name = UUID.randomUUID().toString();
    private Coordinator coordinator;
    private ManagedChannel channel;
    private ScanServiceGrpc.ScanServiceBlockingStub scans;
    private QueryServiceGrpc.QueryServiceBlockingStub queries;

    @BeforeEach
    void start() throws Exception {
        coordinator = Coordinator.start(CoordinatorConfig.inMemory().listeningOn(new ListenOn.InProcess(name)));
        channel = InProcessChannelBuilder.forName(name).build();
        scans = ScanServiceGrpc.newBlockingStub(channel);
        queries = QueryServiceGrpc.newBlockingStub(channel);
    }

    @AfterEach
    void stop() throws Exception {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        coordinator.close();
    }

    private static ImportHeader.Builder header(String first, String last) {
        return ImportHeader.newBuilder()
                .setSegment("corp")
                .setNewSegment(true)
                .setDigest(ByteString.copyFrom(new byte[32]))
                .setName("file.xml")
                .addAddresses(AddressRange.newBuilder().setFirst(bytes(first)).setLast(bytes(last)))
                .addTcp(PortRange.newBuilder().setFirst(1).setLast(100))
                .setTcpMethod(Method.METHOD_SYN)
                .setStartedMs(AT - 60_000)
                .setEndedMs(AT + 60_000);
    }

    private static ByteString bytes(String address) {
        return ByteString.copyFrom(Address.parse(address).toBytes());
    }

    private static ImportedHost host(String address, IntFunction<Outcome> outcome) {
        return ImportedHost.newBuilder()
                .setAddress(bytes(address))
                .setObservedMs(AT)
                .setTcpRuns(ByteString.copyFrom(Runs.of(TCP, rank -> outcome.apply(TCP.at(rank))).encode()))
                .build();
    }

    private static ImportedHost down(String address) {
        return ImportedHost.newBuilder().setAddress(bytes(address)).setDown(true).build();
    }

    private static ImportMessage hosts(ImportedHost... hosts) {
        return ImportMessage.newBuilder().setHosts(ImportHosts.newBuilder().addAllHosts(List.of(hosts))).build();
    }

    private static ImportMessage end(long hosts) {
        return ImportMessage.newBuilder().setEnd(ImportEnd.newBuilder().setHosts(hosts)).build();
    }

    private ImportAnswer send(ImportHeader.Builder header, ImportMessage... more) {
        CompletableFuture<ImportAnswer> answer = new CompletableFuture<>();
        StreamObserver<ImportMessage> call = ImportServiceGrpc.newStub(channel).importScan(new StreamObserver<>() {
            @Override
            public void onNext(ImportAnswer it) {
                answer.complete(it);
            }

            @Override
            public void onError(Throwable t) {
                answer.completeExceptionally(t);
            }

            @Override
            public void onCompleted() {}
        });
        call.onNext(ImportMessage.newBuilder().setHeader(header).build());
        for (ImportMessage message : more) {
            call.onNext(message);
        }
        call.onCompleted();
        return answer.join();
    }

    private List<Observation> results(ListResultsRequest.Builder request) {
        List<Observation> rows = new ArrayList<>();
        scans.listResults(request.setAllStates(true).setMergePorts(true).build())
                .forEachRemaining(page -> rows.addAll(page.getObservationsList()));
        return rows;
    }

    private ImportAnswer threeHosts() {
        return send(
                header("10.0.0.1", "10.0.0.3"),
                hosts(host("10.0.0.3", port -> port == 22 ? OPEN : CLOSED), down("10.0.0.2")),
                hosts(host("10.0.0.1", port -> port == 80 ? OPEN : port > 90 ? NOT_TOLD : CLOSED)),
                end(3));
    }

    @Test
    void whatAFileTellsIsAScanLikeAnyOther() {
        ImportAnswer answer = threeHosts();

        assertThat(answer.getBefore()).isFalse();
        assertThat(answer.getScan().getState()).isEqualTo(ScanState.SCAN_STATE_COMPLETED_WITH_GAPS);
        assertThat(answer.getScan().getProbesDone()).isEqualTo(300);
        assertThat(answer.getScan().getCounts().getOpen()).isEqualTo(2);
        assertThat(answer.getScan().getStartedMs()).isEqualTo(AT - 60_000);
        assertThat(answer.getScan().getEndedMs()).isEqualTo(AT + 60_000);
        List<Observation> open = results(ListResultsRequest.newBuilder()).stream()
                .filter(row -> row.getState() == PortState.PORT_STATE_OPEN)
                .toList();
        assertThat(open).extracting(Observation::getFirstPort).containsExactly(80, 22);
        assertThat(open).allSatisfy(row -> {
            assertThat(row.getSegment()).isEqualTo("corp");
            assertThat(row.getMethod()).isEqualTo(Method.METHOD_SYN);
            assertThat(row.getObservedMs()).isEqualTo(AT);
        });
        assertThat(results(ListResultsRequest.newBuilder().addScans("file.xml")))
                .filteredOn(row -> row.getAddress().equals(bytes("10.0.0.2")))
                .singleElement()
                .satisfies(row -> assertThat(row.getReason()).isEqualTo(dev.scanctl.proto.v1.Reason.REASON_HOST_DOWN));
    }

    @Test
    void coverageIsWhatTheFileCovered() {
        threeHosts();

        List<CoverageRow> rows = queries.getCoverage(
                        GetScanRequest.newBuilder().setScan("file.xml").build())
                .getRowsList();

        assertThat(rows).extracting(CoverageRow::getCoverage, CoverageRow::getPorts).containsExactlyInAnyOrder(
                tuple(Coverage.COVERAGE_OBSERVED, 190L),
                tuple(Coverage.COVERAGE_UNKNOWN, 10L),
                tuple(Coverage.COVERAGE_NOT_PROBED, 100L));
    }

    @Test
    void theSameFileTwiceChangesNothing() {
        long id = threeHosts().getScan().getId();

        ImportAnswer again = send(header("10.0.0.1", "10.0.0.3"));

        assertThat(again.getBefore()).isTrue();
        assertThat(again.getScan().getId()).isEqualTo(id);
        assertThat(scans.listScans(ListScansRequest.getDefaultInstance()).getScansList()).hasSize(1);
        assertThat(send(header("10.0.0.1", "10.0.0.1").setSegment("dmz"), hosts(host("10.0.0.1", p -> OPEN)), end(1)).getBefore())
                .isFalse();
    }

    @Test
    void aCallThatEndsEarlyLeavesNothingAndMayBeMadeAgain() {
        ImportMessage one = hosts(host("10.0.0.1", port -> CLOSED));

        refused("the import ended before its last host", header("10.0.0.1", "10.0.0.3"), one);
        refused("1 of 3 hosts were sent", header("10.0.0.1", "10.0.0.3"), one, end(3));
        refused("host 10.0.0.1 is there twice", header("10.0.0.1", "10.0.0.3"), one, one, end(2));
        refused("host 10.0.0.1 is not one of the header's", header("10.0.0.2", "10.0.0.3"), one, end(1));
        assertThat(scans.listScans(ListScansRequest.getDefaultInstance()).getScansList()).isEmpty();
        assertThat(results(ListResultsRequest.newBuilder())).isEmpty();
        assertThat(threeHosts().getBefore()).isFalse();
    }

    @Test
    void whatIsMalformedIsRefusedInOneSentence() {
        refused("segment 'corp' is not known", header("10.0.0.1", "10.0.0.1").setNewSegment(false));
        refused("is not a segment's name", header("10.0.0.1", "10.0.0.1").setSegment("No Such"));
        refused("the digest of the file is not 32 bytes", header("10.0.0.1", "10.0.0.1").clearDigest());
        refused("what the file covers is malformed", header("10.0.0.1", "10.0.0.1").clearTcp());
        refused("an import is of 1 to 16777216 hosts", header("0.0.0.0", "255.255.255.255"));
        refused("the tcp ports of 10.0.0.1 are malformed", header("10.0.0.1", "10.0.0.1"),
                hosts(ImportedHost.newBuilder().setAddress(bytes("10.0.0.1")).build()));
        assertThat(scans.listScans(ListScansRequest.getDefaultInstance()).getScansList()).isEmpty();
    }

    private void refused(String sentence, ImportHeader.Builder header, ImportMessage... more) {
        assertThatThrownBy(() -> send(header, more))
                .isInstanceOf(CompletionException.class)
                .satisfies(e -> assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT))
                .hasMessageContaining(sentence);
    }

    @Test
    void aClientThatGoesAwayLeavesNothing() {
        CompletableFuture<Status> ended = new CompletableFuture<>();
        StreamObserver<ImportMessage> call = ImportServiceGrpc.newStub(channel).importScan(new StreamObserver<>() {
            @Override
            public void onNext(ImportAnswer it) {}

            @Override
            public void onError(Throwable t) {
                ended.complete(Status.fromThrowable(t));
            }

            @Override
            public void onCompleted() {}
        });
        call.onNext(ImportMessage.newBuilder().setHeader(header("10.0.0.1", "10.0.0.3")).build());
        call.onNext(hosts(host("10.0.0.1", port -> OPEN)));
        await().until(() -> results(ListResultsRequest.newBuilder()).stream()
                .anyMatch(row -> row.getState() == PortState.PORT_STATE_OPEN));

        call.onError(new IllegalStateException("gone"));

        assertThat(ended.join().getCode()).isEqualTo(Status.Code.CANCELLED);
        await().until(() -> scans.listScans(ListScansRequest.getDefaultInstance()).getScansCount() == 0);
        assertThat(results(ListResultsRequest.newBuilder())).isEmpty();
    }

    @Test
    void anImportedScanCannotBeRetried() {
        ScanActionRequest retry = ScanActionRequest.newBuilder()
                .setScan(Long.toString(threeHosts().getScan().getId()))
                .setRequestId("again")
                .build();

        assertThatThrownBy(() -> scans.retryScan(retry)).hasMessageContaining("was imported, and who made it cannot be asked again");
    }

    @Test
    void hostsOfManyPortsAreCutIntoTheirUnits() {
        PortSet all = PortSet.of(new dev.scanctl.wire.PortRange(0, 65_535));
        ImportHeader.Builder header = header("10.0.0.1", "10.0.0.1")
                .clearTcp()
                .addTcp(PortRange.newBuilder().setFirst(0).setLast(65_535))
                .addUdp(PortRange.newBuilder().setFirst(53).setLast(161));
        PortSet udp = PortSet.of(new dev.scanctl.wire.PortRange(53, 161));
        ImportedHost host = host("10.0.0.1", port -> OPEN).toBuilder()
                .setTcpRuns(ByteString.copyFrom(
                        Runs.of(all, rank -> rank % 10_000 == 7 ? OPEN : CLOSED).encode()))
                .setUdpRuns(ByteString.copyFrom(
                        Runs.of(udp, rank -> rank == 0 ? Outcome.of(dev.scanctl.wire.PortState.OPEN, Reason.UDP_RESPONSE) : CLOSED)
                                .encode()))
                .build();

        assertThat(send(header, hosts(host), end(1)).getScan().getState()).isEqualTo(ScanState.SCAN_STATE_COMPLETED);

        assertThat(results(ListResultsRequest.newBuilder()).stream().filter(r -> r.getState() == PortState.PORT_STATE_OPEN))
                .extracting(r -> r.getProtocol().getNumber() + ":" + r.getFirstPort() + " " + r.getMethod())
                .containsExactly("1:7 METHOD_SYN", "1:10007 METHOD_SYN", "1:20007 METHOD_SYN", "1:30007 METHOD_SYN",
                        "1:40007 METHOD_SYN", "1:50007 METHOD_SYN", "1:60007 METHOD_SYN", "2:53 METHOD_UDP");
    }
}
