package dev.scanctl.coordinator.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scanctl.coordinator.audit.RecentAudit;
import dev.scanctl.coordinator.desk.LeaseDesk;
import dev.scanctl.coordinator.ingest.Ingest;
import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.ingest.TestScan;
import dev.scanctl.coordinator.lease.AgentLive;
import dev.scanctl.coordinator.lease.LeaseListener;
import dev.scanctl.coordinator.lease.LeaseTimes;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.UnitShape;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.proto.v1.AgentMessage;
import dev.scanctl.proto.v1.CoordinatorMessage;
import dev.scanctl.proto.v1.FoundPort;
import dev.scanctl.proto.v1.Grant;
import dev.scanctl.proto.v1.HandBack;
import dev.scanctl.proto.v1.Heartbeat;
import dev.scanctl.proto.v1.LeaseRef;
import dev.scanctl.proto.v1.OpenPort;
import dev.scanctl.proto.v1.Reason;
import dev.scanctl.proto.v1.Refused;
import dev.scanctl.proto.v1.ReportBatch;
import dev.scanctl.proto.v1.ResultAnswer.Verdict;
import dev.scanctl.proto.v1.Revoke;
import dev.scanctl.proto.v1.UnitResult;
import dev.scanctl.proto.v1.Welcome;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Epoch;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AgentEndpointTest {
    private final Store store = Store.inMemory();
    private final Ingest ingest = new Ingest(store, new StoredPlans());
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final LeaseDesk desk =
            new LeaseDesk(store, ingest, listener(), LeaseTimes.STANDARD, Clock.systemUTC());
    private final Server server = InProcessServerBuilder.forName("agent-endpoint-" + hashCode())
            .addService(new AgentEndpoint(
                    desk, ingest, Clock.systemUTC(), new RecentAudit(), KnownAgents.none()))
            .build();
    private final ManagedChannel channel =
            InProcessChannelBuilder.forName("agent-endpoint-" + hashCode()).build();
    private final FakeAgent agent = new FakeAgent(channel);

    private LeaseListener listener() {
        return new LeaseListener() {
            @Override
            public void found(UnitKey unit, Epoch epoch, OpenPort port, long observedMs) {
                told.add("found " + port.getPort());
            }

            @Override
            public void committed(UnitKey unit, Epoch epoch, UnitResult result) {
                told.add("committed");
            }

            @Override
            public void withdrawn(UnitKey unit, Epoch epoch) {
                told.add("withdrawn");
            }

            @Override
            public void restingScan(long scanId) {
                told.add("resting");
            }
        };
    }

    @BeforeEach
    void start() throws IOException {
        desk.start();
        server.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        channel.shutdownNow();
        server.shutdownNow();
        channel.awaitTermination(5, TimeUnit.SECONDS);
        server.awaitTermination(5, TimeUnit.SECONDS);
        desk.close();
        store.close();
    }

    /** One host, two units of 16 ports. */
    private TestScan scan() {
        AddressSet targets = AddressSet.of(AddressRange.of(Address.parse("10.9.8.7")));
        PortSet ports = PortSet.of(new PortRange(1, 32));
        Plan plan = Plan.of(targets, ports, PortSet.EMPTY, new UnitShape(16, 16, 16, 16), 5);
        TestScan scan = TestScan.submit(store, "scan", "lab", plan);
        desk.scanAdded(store.read(tables -> tables.scans().byId(scan.id()).orElseThrow()), plan);
        return scan;
    }

    private static UnitResult result(TestScan scan, LeaseRef lease) {
        return scan.result(
                        lease.getUnit(),
                        Epoch.ofBits(lease.getEpoch()),
                        (address, port) -> port == 5 ? TestScan.OPEN : TestScan.CLOSED)
                .build();
    }

    private List<Grant> grants(int count) {
        await().until(() -> agent.grants().size() >= count);
        return agent.grants();
    }

    @Test
    void welcomeNamesTheTimesAndGrantsFollow() {
        TestScan scan = scan();

        agent.connect(FakeAgent.hello());
        List<Grant> grants = grants(2);

        Welcome welcome = agent.session.heard.getFirst().getWelcome();
        assertThat(welcome.getSettings().getLeaseTtlMs()).isEqualTo(20_000);
        assertThat(welcome.getSettings().getHeartbeatMs()).isEqualTo(4_000);
        assertThat(welcome.getSettings().getDetachedMs()).isEqualTo(2_000);
        assertThat(welcome.getSettings().getMaxBatchBytes()).isPositive();
        assertThat(welcome.getGeneration()).isEqualTo(store.generation());
        assertThat(grants).allMatch(grant -> grant.getAskedSeq() == 1 && grant.hasRate());
        assertThat(grants.getFirst().getWork().getPortsList()).hasSize(1);
        assertThat(grants.getFirst().getWork().getAddressesList()).hasSize(1);
        assertThat(scan.row(0).orElseThrow().state()).isEqualTo(UnitState.LEASED);
    }

    @Test
    void segmentComesToExistWithItsFirstAgent() {
        agent.connect(FakeAgent.hello().setSegment("fresh").setSpace("site-b"));

        await().until(() -> !agent.session.heard.isEmpty());
        assertThat(store.read(tables -> tables.segments().byName("fresh")).orElseThrow().space())
                .isEqualTo("site-b");
        assertThat(store.read(tables -> tables.agents().byId(FakeAgent.ID)).orElseThrow().name())
                .isEqualTo("fake");
    }

    @Test
    void resultsAreAnsweredAndTheScanRests() {
        TestScan scan = scan();
        agent.connect(FakeAgent.hello());
        List<Grant> grants = grants(2);
        agent.openReport(77);
        await().until(() -> agent.credits() == 8);

        for (Grant grant : grants) {
            agent.send(ReportBatch.newBuilder().addResults(result(scan, grant.getLease())));
        }

        await().until(() -> told.contains("resting"));
        await().until(() -> agent.answers().size() == 2);
        assertThat(agent.answers()).allMatch(answer -> answer.getVerdict() == Verdict.VERDICT_APPLIED);
        assertThat(agent.credits()).isEqualTo(10);
        assertThat(told).containsExactly("committed", "committed", "resting");
    }

    @Test
    void sameResultOnANewCallIsAcknowledgedAgain() {
        TestScan scan = scan();
        agent.connect(FakeAgent.hello());
        UnitResult result = result(scan, grants(1).getFirst().getLease());
        agent.openReport(77).send(ReportBatch.newBuilder().addResults(result));
        await().until(() -> agent.answers().size() == 1);

        agent.openReport(77).send(ReportBatch.newBuilder().addResults(result));

        await().until(() -> agent.answers().size() == 1);
        assertThat(agent.answers().getFirst().getVerdict()).isEqualTo(Verdict.VERDICT_ALREADY_APPLIED);
    }

    @Test
    void foundPortsAreToldAtOnceAndWithdrawnWhenTheLeaseEnds() {
        scan();
        agent.connect(FakeAgent.hello());
        LeaseRef lease = grants(1).getFirst().getLease();
        OpenPort port = OpenPort.newBuilder()
                .setAddress(TestScan.bytes(Address.parse("10.9.8.7")))
                .setPort(5)
                .setReason(Reason.REASON_SYN_ACK)
                .build();
        agent.openReport(77)
                .send(ReportBatch.newBuilder().addFound(FoundPort.newBuilder().setLease(lease).setPort(port)));
        await().until(() -> told.contains("found 5"));

        agent.say(AgentMessage.newBuilder()
                .setHandBack(HandBack.newBuilder().setLease(lease).setReason(Reason.REASON_LOCAL_ROUTE)));

        await().until(() -> told.contains("withdrawn"));
    }

    @Test
    void heartbeatsRenewAndShowUpInTheView() {
        scan();
        agent.connect(FakeAgent.hello());
        LeaseRef lease = grants(2).getFirst().getLease();

        agent.beat(0, lease);

        await().until(() -> !agent.messages(m -> m.hasHeartbeatReply() ? m.getHeartbeatReply() : null)
                .isEmpty());
        assertThat(agent.session.heard.getLast().getHeartbeatReply().getRenewedList()).containsExactly(lease);
        AgentLive live = desk.view().join().agent(FakeAgent.ID).orElseThrow();
        assertThat(live.connected()).isTrue();
        assertThat(live.units()).isEqualTo(2);
        assertThat(live.ratePps()).isEqualTo(9);
        assertThat(desk.view().join().segments().getFirst().probesDone()).isEqualTo(3);
    }

    @Test
    void pauseReachesTheAgent() {
        TestScan scan = scan();
        agent.connect(FakeAgent.hello());
        grants(2);

        desk.scanPaused(scan.id());

        await().until(() -> agent.messages(m -> m.hasRevoke() ? m.getRevoke() : null).size() == 2);
        assertThat(agent.messages(m -> m.hasRevoke() ? m.getRevoke() : null))
                .allMatch(revoke -> revoke.getCause() == Revoke.Cause.CAUSE_PAUSED);
        await().until(() -> scan.row(0).orElseThrow().state() == UnitState.PENDING);
    }

    @Test
    void reattachedAgentKeepsItsLeases() {
        scan();
        agent.connect(FakeAgent.hello());
        LeaseRef lease = grants(2).getFirst().getLease();
        agent.hangUp();
        await().until(() -> !desk.view().join().agent(FakeAgent.ID).orElseThrow().connected());

        agent.connect(FakeAgent.hello().addHeld(lease).setFreeSlots(0));

        await().until(() -> !agent.session.heard.isEmpty());
        assertThat(agent.session.heard.getFirst().getWelcome().getKeptList()).containsExactly(lease);
    }

    @Test
    void secondProcessWithTheSameIdentityIsRefused() {
        agent.connect(FakeAgent.hello());
        await().until(() -> !agent.session.heard.isEmpty());

        FakeAgent twin = new FakeAgent(channel).connect(FakeAgent.hello().setIncarnation(78));

        await().until(() -> twin.session.end != null);
        CoordinatorMessage only = twin.session.heard.getFirst();
        assertThat(only.getRefused().getCause()).isEqualTo(Refused.Cause.CAUSE_DUPLICATE_IDENTITY);
        assertThat(only.getRefused().getRetryAfterMs()).isPositive();
    }

    @Test
    void malformedHelloIsRefusedInOneSentence() {
        agent.connect(FakeAgent.hello().setSegment("No Such Name"));

        await().until(() -> agent.session.end != null);
        Refused refused = agent.session.heard.getFirst().getRefused();
        assertThat(refused.getCause()).isEqualTo(Refused.Cause.CAUSE_MALFORMED);
        assertThat(refused.getDetail()).startsWith("segment is not");
    }

    @Test
    void otherContractIsRefused() {
        agent.connect(FakeAgent.hello().setContract(2));

        await().until(() -> agent.session.end != null);
        assertThat(agent.session.heard.getFirst().getRefused().getCause()).isEqualTo(Refused.Cause.CAUSE_CONTRACT);
    }

    @Test
    void sessionWithoutHelloEnds() {
        agent.beat(1);

        await().until(() -> agent.session.end != null);
        assertThat(agent.session.end().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void sessionMessageOfMoreThan64KibEndsTheStream() {
        agent.connect(FakeAgent.hello());

        agent.say(AgentMessage.newBuilder()
                .setHeartbeat(Heartbeat.newBuilder().setNote("x".repeat(70_000))));

        await().until(() -> agent.session.end != null);
        assertThat(agent.session.end().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void reportWithoutASessionIsTurnedAway() {
        agent.openReport(77);

        await().until(() -> agent.report.end != null);
        assertThat(agent.report.end().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    }

    @Test
    void malformedLeaseEndsTheReport() {
        agent.connect(FakeAgent.hello());
        await().until(() -> !agent.session.heard.isEmpty());
        agent.openReport(77);
        LeaseRef nonsense = LeaseRef.newBuilder().setScanId(-1).build();

        agent.send(ReportBatch.newBuilder().addResults(UnitResult.newBuilder().setLease(nonsense)));

        await().until(() -> agent.report.end != null);
        assertThat(agent.report.end().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(agent.report.end().getDescription()).contains("a lease names scan");
    }
}
