package dev.scanctl.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.scanctl.agent.AgentConfig.Effort;
import dev.scanctl.agent.AgentConfig.TransportChoice;
import dev.scanctl.agent.AgentConfig.Vantage;
import dev.scanctl.agent.lease.FakeCoordinator;
import dev.scanctl.agent.lease.FakeCoordinator.ReportStream;
import dev.scanctl.agent.lease.FakeCoordinator.SessionStream;
import dev.scanctl.proto.v1.AddressRange;
import dev.scanctl.proto.v1.AgentMessage;
import dev.scanctl.proto.v1.Grant;
import dev.scanctl.proto.v1.Hello;
import dev.scanctl.proto.v1.LeaseRef;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.PortRange;
import dev.scanctl.proto.v1.Protocol;
import dev.scanctl.proto.v1.ReportBatch;
import dev.scanctl.proto.v1.ResultAnswer.Verdict;
import dev.scanctl.proto.v1.UnitKind;
import dev.scanctl.proto.v1.UnitResult;
import dev.scanctl.proto.v1.WorkUnit;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Runs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole agent, with real engines, against this machine's loopback. */
class AgentTest {
    private static final LeaseRef LEASE =
            LeaseRef.newBuilder().setScanId(1).setUnit(2).setEpoch(3).build();

    @TempDir
    Path stateDir;

    private Agent agent(FakeCoordinator coordinator, TransportChoice transport) {
        AgentConfig config = new AgentConfig(
                "the test", new Vantage("dmz", "default", "a1"), stateDir, new Effort(4, 0, 2, transport));
        return new Agent(config, coordinator.dial());
    }

    private static Grant grant(int firstPort, int lastPort) {
        ByteString loopback = ByteString.copyFrom(new byte[] {127, 0, 0, 1});
        WorkUnit work = WorkUnit.newBuilder()
                .setKind(UnitKind.UNIT_KIND_PORTS)
                .setProtocol(Protocol.PROTOCOL_TCP)
                .addAddresses(AddressRange.newBuilder().setFirst(loopback).setLast(loopback))
                .addPorts(PortRange.newBuilder().setFirst(firstPort).setLast(lastPort))
                .build();
        return Grant.newBuilder().setLease(LEASE).setAskedSeq(1).setTtlMs(20_000).setWork(work).build();
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "NIO"})
    void listeningPortIsFoundAtOnceAndInTheResult(TransportChoice transport) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                FakeCoordinator coordinator = new FakeCoordinator().start();
                Agent agent = agent(coordinator, transport)) {
            int port = listener.getLocalPort();
            int first = Math.max(1, port - 20);
            int last = Math.min(65_535, port + 20);
            agent.start();
            SessionStream session = coordinator.session(0);
            session.hello();
            session.renewing = true;
            session.welcome();
            ReportStream report = coordinator.report(0);
            report.credits(100);
            session.grant(grant(first, last));

            UnitResult result = report.awaitResult();
            assertThat(report.heard.stream().flatMap(batch -> batch.getFoundList().stream()))
                    .anyMatch(found -> found.getPort().getPort() == port);
            Runs runs = Runs.decode(
                    result.getHosts(0).getRuns().toByteArray(),
                    PortSet.of(new dev.scanctl.wire.PortRange(first, last)));
            assertThat(runs.at(port).state()).isEqualTo(PortState.OPEN);
            assertThat(result.getOpenList()).anyMatch(open -> open.getPort() == port);
            assertThat(result.getHosts(0).getAgeMs()).isLessThan(10_000);
            assertThat(report.heard).filteredOn(batch -> batch.getResultsCount() > 0).hasSize(1);
            report.answer(result, Verdict.VERDICT_APPLIED);
            await().until(() -> session.nextHeartbeat().getHeartbeat().getUnitsList().isEmpty());
        }
    }

    @Test
    void helloNamesIdentityPlaceAndCapabilities() {
        try (FakeCoordinator coordinator = new FakeCoordinator().start();
                Agent agent = agent(coordinator, TransportChoice.AUTO)) {
            agent.start();

            Hello hello = coordinator.session(0).hello();

            assertThat(hello.getAgentId()).isEqualTo(agent.id().toString());
            assertThat(hello.getSegment()).isEqualTo("dmz");
            assertThat(hello.getName()).isEqualTo("a1");
            assertThat(hello.getIncarnation()).isNotZero();
            assertThat(hello.getCapabilities().getMethodsList())
                    .containsExactlyInAnyOrderElementsOf(agent.methods().stream()
                            .map(method -> Method.forNumber(method.number()))
                            .toList())
                    .isNotEmpty();
            assertThat(hello.getCapabilities().getProtocolsList().contains(Protocol.PROTOCOL_UDP))
                    .isEqualTo(hello.getCapabilities().getMethodsList().contains(Method.METHOD_UDP));
            assertThat(hello.getCapabilities().getMaxUnits()).isEqualTo(4);
            assertThat(hello.getCapabilities().getMaxInFlight()).isPositive();
        }
    }

    @Test
    void identityOutlivesTheProcessAndTheIncarnationDoesNot() {
        try (FakeCoordinator coordinator = new FakeCoordinator().start()) {
            for (int i = 0; i < 2; i++) {
                try (Agent agent = agent(coordinator, TransportChoice.NIO)) {
                    agent.start();
                    coordinator.session(i).hello();
                }
            }

            Hello first = coordinator.session(0).hello();
            Hello second = coordinator.session(1).hello();
            assertThat(second.getAgentId()).isEqualTo(first.getAgentId());
            assertThat(second.getIncarnation()).isNotEqualTo(first.getIncarnation());
        }
    }

    @Test
    void closeHandsBackWhatIsHeldAndEndsTheSessionQuickly() {
        try (FakeCoordinator coordinator = new FakeCoordinator().start()) {
            Agent agent = agent(coordinator, TransportChoice.AUTO);
            agent.start();
            SessionStream session = coordinator.session(0);
            session.hello();
            session.renewing = true;
            session.welcome();
            session.grant(slow());
            await().until(() -> session.nextHeartbeat().getHeartbeat().getUnitsCount() == 1);

            long started = System.nanoTime();
            agent.close();
            agent.close();

            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(3));
            await().until(() -> session.completed);
            List<AgentMessage> backs = session.heard.stream().filter(AgentMessage::hasHandBack).toList();
            assertThat(backs).extracting(back -> back.getHandBack().getLease()).containsExactly(LEASE);
        }
    }

    /** A unit that takes hours. */
    private static Grant slow() {
        Grant.Builder grant = grant(1, 10_000).toBuilder();
        grant.getRateBuilder().setMaxPps(1);
        return grant.build();
    }

    @Test
    void agentWithoutACoordinatorClosesQuickly() {
        try (FakeCoordinator nobody = new FakeCoordinator()) {
            Agent agent = agent(nobody, TransportChoice.NIO);
            agent.start();

            long started = System.nanoTime();
            agent.close();

            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void firstBatchOfAReportNamesTheAgentOnly() {
        try (FakeCoordinator coordinator = new FakeCoordinator().start();
                Agent agent = agent(coordinator, TransportChoice.NIO)) {
            agent.start();
            coordinator.session(0).hello();
            coordinator.session(0).welcome();
            ReportStream report = coordinator.report(0);
            await().until(() -> !report.heard.isEmpty());

            ReportBatch first = report.heard.getFirst();
            assertThat(first.getAgentId()).isEqualTo(agent.id().toString());
            assertThat(first.getFoundCount() + first.getResultsCount()).isZero();
        }
    }
}
