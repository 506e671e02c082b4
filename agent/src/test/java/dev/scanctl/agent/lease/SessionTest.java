package dev.scanctl.agent.lease;

import static dev.scanctl.agent.lease.Samples.grant;
import static dev.scanctl.agent.lease.Samples.lease;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scanctl.agent.lease.FakeCoordinator.ReportStream;
import dev.scanctl.agent.lease.FakeCoordinator.SessionStream;
import dev.scanctl.agent.probe.OpenFinding;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.proto.v1.AgentMessage;
import dev.scanctl.proto.v1.CoordinatorMessage;
import dev.scanctl.proto.v1.Drain;
import dev.scanctl.proto.v1.ExclusionOverlay;
import dev.scanctl.proto.v1.Hello;
import dev.scanctl.proto.v1.LeaseRef;
import dev.scanctl.proto.v1.ProbeHours;
import dev.scanctl.proto.v1.RateShare;
import dev.scanctl.proto.v1.Refused;
import dev.scanctl.proto.v1.ReportBatch;
import dev.scanctl.proto.v1.ResultAnswer.Verdict;
import dev.scanctl.proto.v1.Revoke;
import dev.scanctl.proto.v1.UnitKind;
import dev.scanctl.proto.v1.UnitResult;
import dev.scanctl.proto.v1.WorkUnit;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SessionTest {
    private static final LeaseRef LEASE = lease(1, 5, 3);

    private final FakeCoordinator coordinator = new FakeCoordinator().start();
    private final RunningAgent agent = new RunningAgent(coordinator);

    @BeforeAll
    static void lookOften() {
        Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
        Awaitility.setDefaultPollDelay(Duration.ZERO);
    }

    @AfterAll
    static void lookAsUsual() {
        Awaitility.reset();
    }

    @AfterEach
    void close() {
        agent.close();
        coordinator.close();
    }

    private SessionStream attached() {
        SessionStream session = coordinator.session(0);
        session.hello();
        session.renewing = true;
        session.welcome();
        return session;
    }

    private ProbeUnit granted(SessionStream session, LeaseRef lease) {
        session.grant(grant(lease, 1));
        await().until(() -> agent.prober.only().isPresent());
        return agent.prober.only().orElseThrow();
    }

    private void revoke(SessionStream session, LeaseRef lease) {
        Revoke revoke = Revoke.newBuilder().setLease(lease).setCause(Revoke.Cause.CAUSE_PAUSED).build();
        session.say(CoordinatorMessage.newBuilder().setRevoke(revoke));
    }

    @Test
    void helloSaysWhoAndHowMuch() {
        SessionStream session = coordinator.session(0);

        Hello hello = session.hello();

        assertThat(session.heard.getFirst().getSeq()).isEqualTo(1);
        assertThat(hello.getAgentId()).isEqualTo("agent-id");
        assertThat(hello.getIncarnation()).isEqualTo(77);
        assertThat(hello.getFreeSlots()).isEqualTo(RunningAgent.MAX_UNITS);
        assertThat(hello.getHeldList()).isEmpty();
        assertThat(hello.getWallClockMs()).isPositive();
    }

    @Test
    void grantIsProbedReportedAndReleasedWhenApplied() {
        SessionStream session = attached();
        ReportStream report = coordinator.report(0);
        ProbeUnit unit = granted(session, LEASE);
        assertThat(unit.size()).isEqualTo(40);

        report.credits(10);
        agent.finish(unit);
        UnitResult result = report.awaitResult();
        assertThat(result.getLease()).isEqualTo(LEASE);
        assertThat(result.getPartial()).isFalse();
        assertThat(result.getHosts(0).getCount()).isEqualTo(4);
        assertThat(session.nextHeartbeat().getHeartbeat().getUnitsList()).hasSize(1);

        report.answer(result, Verdict.VERDICT_APPLIED);
        await().until(() -> session.nextHeartbeat().getHeartbeat().getUnitsList().isEmpty());
        assertThat(session.nextHeartbeat().getHeartbeat().getFreeSlots()).isEqualTo(RunningAgent.MAX_UNITS);
    }

    @Test
    void searchForHostsEndsWithTheLiveOnesAndTellsOfNoPort() {
        SessionStream session = attached();
        ReportStream report = coordinator.report(0);
        report.credits(9);
        session.grant(grant(LEASE, 1).toBuilder()
                .setWork(Samples.work().toBuilder()
                        .setKind(UnitKind.UNIT_KIND_DISCOVERY)
                        .clearPorts())
                .build());
        await().until(() -> agent.prober.only().isPresent());
        ProbeUnit unit = agent.prober.only().orElseThrow();
        OpenFinding finding = new OpenFinding(
                unit.addresses().at(0), 80, Outcome.of(PortState.OPEN, Reason.SYN_ACK), 5, 1, agent.now());

        agent.on(work -> work.found(unit, finding));
        agent.on(work -> work.finished(unit, Samples.closed(unit, 3, agent.now())));

        UnitResult result = report.awaitResult();
        assertThat(result.getLease()).isEqualTo(LEASE);
        assertThat(result.getHostsCount()).isZero();
        assertThat(result.getLiveList()).containsExactly(Samples.range("192.0.2.0", "192.0.2.2"));
        assertThat(report.heard).allMatch(batch -> batch.getFoundCount() == 0);
    }

    @Test
    void firstBatchSaysWhoReportsAndNothingGoesWithoutCredits() {
        SessionStream session = attached();
        ReportStream report = coordinator.report(0);
        ProbeUnit unit = granted(session, LEASE);
        OpenFinding finding = new OpenFinding(
                unit.addresses().at(0), 80, Outcome.of(PortState.OPEN, Reason.SYN_ACK), 5, 1, agent.now());

        agent.on(work -> work.found(unit, finding));
        agent.finish(unit);
        session.nextHeartbeat();
        session.nextHeartbeat();
        assertThat(report.heard).hasSize(1);
        assertThat(report.heard.getFirst().getAgentId()).isEqualTo("agent-id");
        assertThat(report.heard.getFirst().getIncarnation()).isEqualTo(77);

        report.credits(1);
        await().until(() -> report.heard.size() == 2);
        ReportBatch batch = report.heard.get(1);
        assertThat(batch.getFound(0).getPort().getPort()).isEqualTo(80);
        assertThat(batch.getResultsCount()).isEqualTo(1);
    }

    @Test
    void batchesNeverExceedCredits() {
        SessionStream session = attached();
        ReportStream report = coordinator.report(0);
        ProbeUnit unit = granted(session, LEASE);
        report.credits(2);

        for (int port = 1; port <= 10; port++) {
            OpenFinding finding = new OpenFinding(
                    unit.addresses().at(0), port, Outcome.of(PortState.OPEN, Reason.SYN_ACK), 5, 1, agent.now());
            agent.on(work -> work.found(unit, finding));
        }
        session.nextHeartbeat();
        session.nextHeartbeat();

        assertThat(report.heard.size()).isEqualTo(3);
        report.credits(1);
        await().until(() -> report.heard.stream().mapToInt(ReportBatch::getFoundCount).sum() == 10);
        assertThat(report.heard.size()).isEqualTo(4);
    }

    @Test
    void stalledReportNeverStopsHeartbeatsAndStopsNewWork() {
        SessionStream session = attached();
        for (int i = 0; i < RunningAgent.MAX_UNITS; i++) {
            agent.finish(granted(session, lease(1, i, 1)));
        }

        AgentMessage beat = session.nextHeartbeat();
        assertThat(beat.getHeartbeat().getFreeSlots()).isZero();
        assertThat(beat.getHeartbeat().getUnitsList()).hasSize(RunningAgent.MAX_UNITS);
        assertThat(beat.getHeartbeat().getNote()).contains("wait for the coordinator's answer");
        assertThat(session.nextHeartbeat().getSeq()).isGreaterThan(beat.getSeq());
    }

    @Test
    void heldLeasesAreAssertedAgainAfterTheStreamBroke() {
        SessionStream session = attached();
        ProbeUnit unit = granted(session, LEASE);
        session.fail();

        SessionStream again = coordinator.session(1);
        assertThat(again.hello().getHeldList()).containsExactly(LEASE);
        assertThat(again.heard.getFirst().getSeq()).isEqualTo(1);
        await().until(() -> !agent.prober.running(unit.id()));
        assertThat(agent.prober.has(unit.id())).isTrue();

        again.welcome(LEASE);
        await().until(() -> agent.prober.running(unit.id()));
    }

    @Test
    void leaseNotKeptIsDropped() {
        SessionStream session = attached();
        ProbeUnit unit = granted(session, LEASE);
        session.fail();

        coordinator.session(1).hello();
        coordinator.session(1).welcome();

        await().until(() -> !agent.prober.has(unit.id()));
    }

    @Test
    void restartedCoordinatorIsFoundAgain() {
        SessionStream session = attached();
        ProbeUnit unit = granted(session, LEASE);
        coordinator.kill();
        await().until(() -> !agent.prober.running(unit.id()));

        coordinator.start();

        SessionStream again = coordinator.session(1);
        again.hello();
        again.welcome(LEASE);
        await().until(() -> agent.prober.running(unit.id()));
    }

    @Test
    void resultWhoseAnswerWasLostIsSentAgainAndReleasedWhenAlreadyApplied() {
        SessionStream session = attached();
        ReportStream report = coordinator.report(0);
        report.credits(1);
        agent.finish(granted(session, LEASE));
        report.awaitResult();
        session.fail();

        SessionStream again = coordinator.session(1);
        assertThat(again.hello().getHeldList()).containsExactly(LEASE);
        again.renewing = true;
        again.welcome();
        ReportStream second = coordinator.report(1);
        second.credits(1);
        second.answer(second.awaitResult(), Verdict.VERDICT_ALREADY_APPLIED);

        await().until(() -> again.nextHeartbeat().getHeartbeat().getFreeSlots() == RunningAgent.MAX_UNITS);
        agent.on(work -> assertThat(work.reporter().unanswered()).isZero());
    }

    @Test
    void reportCallThatBreaksAloneIsOpenedAgain() {
        SessionStream session = attached();
        ReportStream report = coordinator.report(0);
        report.credits(1);
        agent.finish(granted(session, LEASE));
        report.awaitResult();

        report.fail();

        ReportStream second = coordinator.report(1);
        second.credits(1);
        assertThat(second.awaitResult().getLease()).isEqualTo(LEASE);
        assertThat(coordinator.sessions).hasSize(1);
    }

    @Test
    void revokedUnitIsDroppedAndItsUnsentResultToo() {
        SessionStream session = attached();
        ReportStream report = coordinator.report(0);
        ProbeUnit probing = granted(session, LEASE);
        revoke(session, lease(1, 5, 2));
        revoke(session, LEASE);
        await().until(() -> !agent.prober.has(probing.id()));

        LeaseRef other = lease(1, 6, 1);
        agent.finish(granted(session, other));
        revoke(session, other);
        await().until(() -> session.nextHeartbeat().getHeartbeat().getUnitsList().isEmpty());
        report.credits(1);
        session.nextHeartbeat();

        assertThat(report.results()).isEmpty();
    }

    @Test
    void lapsedUnitIsSuspendedAndResumedByTheNextRenewal() {
        SessionStream session = attached();
        ProbeUnit unit = granted(session, LEASE);
        session.renewing = false;

        agent.sleep(Duration.ofMillis(19_100));
        await().until(() -> !agent.prober.running(unit.id()));
        assertThat(session.nextHeartbeat().getHeartbeat().getUnits(0).getSuspended()).isTrue();

        session.renewing = true;
        await().until(() -> agent.prober.running(unit.id()));
    }

    @Test
    void laterEpochReplacesTheUnit() {
        SessionStream session = attached();
        ProbeUnit old = granted(session, LEASE);

        session.grant(grant(lease(1, 5, 4), 1));

        await().until(() -> !agent.prober.has(old.id()) && agent.prober.only().isPresent());
        AgentMessage beat = session.nextHeartbeat();
        assertThat(beat.getHeartbeat().getUnits(0).getLease().getEpoch()).isEqualTo(4);
    }

    @Test
    void sameGrantTwiceIsOneUnit() {
        SessionStream session = attached();
        ProbeUnit unit = granted(session, LEASE);

        session.grant(grant(LEASE, 1));
        session.grant(grant(lease(1, 5, 2), 1));
        session.nextHeartbeat();

        assertThat(agent.prober.ids()).containsExactly(unit.id());
        assertThat(agent.prober.running(unit.id())).isTrue();
    }

    @Test
    void finishedHostsOfARefusedUnitAreCommittedBeforeItIsHandedBack() {
        SessionStream session = attached();
        ReportStream report = coordinator.report(0);
        report.credits(1);
        ProbeUnit unit = granted(session, LEASE);

        agent.on(work -> work.refused(unit, Reason.LOCAL_ROUTE, Samples.closed(unit, 2, agent.now())));
        UnitResult result = report.awaitResult();
        assertThat(result.getPartial()).isTrue();
        assertThat(session.nextHeartbeat().getHeartbeat().getUnitsList()).hasSize(1);
        assertThat(session.heard).noneMatch(AgentMessage::hasHandBack);

        report.answer(result, Verdict.VERDICT_APPLIED);
        AgentMessage back = session.awaitHeard(AgentMessage::hasHandBack);
        assertThat(back.getHandBack().getLease()).isEqualTo(LEASE);
        assertThat(back.getHandBack().getReason().getNumber()).isEqualTo(Reason.LOCAL_ROUTE.number());
        assertThat(back.getHandBack().getDetail()).isEqualTo(Reason.LOCAL_ROUTE.sentence());
    }

    @Test
    void refusedUnitWithNothingFinishedGoesBackAtOnce() {
        SessionStream session = attached();
        ProbeUnit unit = granted(session, LEASE);

        agent.on(work -> work.refused(unit, Reason.LOCAL_LINK, Samples.closed(unit, 0, 0)));

        assertThat(session.awaitHeard(AgentMessage::hasHandBack).getHandBack().getLease()).isEqualTo(LEASE);
    }

    @Test
    void handBackThatCouldNotBeSentIsSentOnceTheLeaseIsKept() {
        SessionStream session = attached();
        ProbeUnit unit = granted(session, LEASE);
        session.fail();
        agent.on(work -> work.refused(unit, Reason.LOCAL_LINK, Samples.closed(unit, 0, 0)));

        SessionStream again = coordinator.session(1);
        assertThat(again.hello().getHeldList()).containsExactly(LEASE);
        again.welcome(LEASE);

        assertThat(again.awaitHeard(AgentMessage::hasHandBack).getHandBack().getLease()).isEqualTo(LEASE);
    }

    @Test
    void malformedGrantGoesBackWithASentence() {
        SessionStream session = attached();

        session.grant(grant(LEASE, 1).toBuilder()
                .setWork(Samples.work().toBuilder().clearPorts())
                .build());

        AgentMessage back = session.awaitHeard(AgentMessage::hasHandBack);
        assertThat(back.getHandBack().getDetail()).isEqualTo("the grant is malformed: it has 0 ranges of ports");
        assertThat(agent.prober.ids()).isEmpty();
    }

    @Test
    void finalVerdictDropsTheResult() {
        SessionStream session = attached();
        ReportStream report = coordinator.report(0);
        report.credits(1);
        agent.finish(granted(session, LEASE));

        report.answer(report.awaitResult(), Verdict.VERDICT_SUPERSEDED);

        await().until(() -> session.nextHeartbeat().getHeartbeat().getUnitsList().isEmpty());
        assertThat(session.heard).noneMatch(AgentMessage::hasHandBack);
    }

    @Test
    void refusedResultGoesBackForAnotherAgent() {
        SessionStream session = attached();
        ReportStream report = coordinator.report(0);
        report.credits(1);
        agent.finish(granted(session, LEASE));

        report.answer(report.awaitResult(), Verdict.VERDICT_REFUSED);

        assertThat(session.awaitHeard(AgentMessage::hasHandBack).getHandBack().getDetail())
                .startsWith("the coordinator refused the result");
    }

    @Test
    void rateShareOfThisEpochCountsAndOfAnotherDoesNot() {
        SessionStream session = attached();
        ProbeUnit unit = granted(session, LEASE);
        RateShare.Builder share = RateShare.newBuilder().setMaxPps(100).setHostPps(7);

        session.say(CoordinatorMessage.newBuilder().setRateShare(share.setLease(LEASE)));
        session.say(CoordinatorMessage.newBuilder().setRateShare(share.setLease(lease(1, 5, 2)).setMaxPps(1)));

        await().until(() -> agent.prober.limitsOf(unit.id()).maxPps() == 100);
        session.nextHeartbeat();
        assertThat(agent.prober.limitsOf(unit.id()).maxPps()).isEqualTo(100);
        assertThat(agent.prober.limitsOf(unit.id()).hostPps()).isEqualTo(7);
    }

    @Test
    void heartbeatNamesTheNewestShareAndAnOlderOneIsIgnored() {
        SessionStream session = attached();
        ProbeUnit unit = granted(session, LEASE);
        RateShare.Builder share = RateShare.newBuilder().setLease(LEASE);

        session.say(CoordinatorMessage.newBuilder().setRateShare(share.setMaxPps(100).setNumber(2)));
        session.say(CoordinatorMessage.newBuilder().setRateShare(share.setMaxPps(500).setNumber(1)));

        await().until(() -> session.nextHeartbeat().getHeartbeat().getUnitsList().stream().anyMatch(told -> told.getShare() == 2));
        assertThat(agent.prober.limitsOf(unit.id()).maxPps()).isEqualTo(100);
    }

    @Test
    void exclusionsReachHeldUnitsAndLaterGrants() {
        SessionStream session = attached();
        ProbeUnit unit = granted(session, LEASE);
        ExclusionOverlay overlay = ExclusionOverlay.newBuilder()
                .setScanId(1)
                .setOverlay(1)
                .addAddresses(Samples.range("192.0.2.0", "192.0.2.1"))
                .build();

        session.say(CoordinatorMessage.newBuilder().setExclusions(overlay));
        await().until(() -> agent.prober.excludedFrom(unit.id()).size() == 2);
        session.grant(grant(lease(1, 6, 1), 1));

        await().until(() -> agent.prober.ids().size() == 2);
        long later = agent.prober.ids().stream().max(Long::compare).orElseThrow();
        assertThat(agent.prober.unit(later).addresses().size()).isEqualTo(2);
    }

    @Test
    void refusedAgentComesBackAfterTheTimeItWasTold() {
        SessionStream session = coordinator.session(0);
        session.hello();
        Refused refused = Refused.newBuilder()
                .setCause(Refused.Cause.CAUSE_DUPLICATE_IDENTITY)
                .setDetail("another process has this identity")
                .setRetryAfterMs(60_000)
                .build();
        session.say(CoordinatorMessage.newBuilder().setRefused(refused));
        await().until(agent::pausing);

        assertThat(coordinator.sessions).hasSize(1);
        agent.sleep(Duration.ofSeconds(61));
        assertThat(coordinator.session(1).hello().getAgentId()).isEqualTo("agent-id");
    }

    @Test
    void drainedAgentFinishesWhatItHoldsAndEndsTheSession() {
        SessionStream session = attached();
        ReportStream report = coordinator.report(0);
        report.credits(1);
        ProbeUnit unit = granted(session, LEASE);
        session.say(CoordinatorMessage.newBuilder().setDrain(Drain.newBuilder().setDetail("upgrade")));
        await().until(() -> session.nextHeartbeat().getHeartbeat().getFreeSlots() == 0);

        LeaseRef late = lease(1, 9, 1);
        session.grant(grant(late, 1));
        assertThat(session.awaitHeard(AgentMessage::hasHandBack).getHandBack().getLease()).isEqualTo(late);
        assertThat(session.completed).isFalse();
        agent.finish(unit);
        report.answer(report.awaitResult(), Verdict.VERDICT_APPLIED);

        await().until(() -> session.completed);
    }

    @Test
    void stoppedAgentHandsItsUnitsBackForNoReasonOfTheirs() {
        SessionStream session = attached();
        ProbeUnit unit = granted(session, LEASE);

        agent.on(work -> agent.connector.stop());

        AgentMessage back = session.awaitHeard(AgentMessage::hasHandBack);
        AgentMessage full = session.awaitHeard(
                message -> message.hasHeartbeat() && message.getSeq() == back.getSeq() - 1);
        assertThat(full.getHeartbeat().getFreeSlots()).as("said before, so that none comes again").isZero();
        assertThat(full.getHeartbeat().getUnitsList()).isEmpty();
        assertThat(back.getHandBack().getReason().getNumber()).isZero();
        assertThat(agent.prober.has(unit.id())).isFalse();
        agent.on(work -> agent.connector.finish());
        await().until(() -> session.completed);
        assertThat(coordinator.sessions).hasSize(1);
    }

    @Test
    void outsideOfTheOwnersHoursUnitsGoBackAndNoneAreAskedFor() {
        SessionStream session = attached();
        granted(session, LEASE);

        agent.closed = "not before tomorrow";
        AgentMessage back = session.awaitHeard(AgentMessage::hasHandBack);
        assertThat(back.getHandBack().getLease()).isEqualTo(LEASE);
        assertThat(back.getHandBack().getReason().getNumber()).as("says nothing against the unit").isZero();
        assertThat(back.getHandBack().getDetail()).isEqualTo("not before tomorrow");
        await().until(() -> session.nextHeartbeat().getHeartbeat().getFreeSlots() == 0);
        assertThat(session.nextHeartbeat().getHeartbeat().getNote()).isEqualTo("not before tomorrow");

        agent.closed = "";
        await().until(() -> session.nextHeartbeat().getHeartbeat().getFreeSlots() == RunningAgent.MAX_UNITS);
    }

    @Test
    void unitsInOneSubnetShareWhatTheOwnerAllowsIt() {
        agent.subnetPps = 100;
        SessionStream session = attached();
        session.grant(grant(lease(1, 1, 1), 1));
        WorkUnit beside = Samples.work().toBuilder()
                .clearAddresses()
                .addAddresses(Samples.range("192.0.2.200", "192.0.2.201"))
                .build();
        session.grant(grant(lease(1, 2, 1), 1).toBuilder().setWork(beside).build());
        WorkUnit away = Samples.work().toBuilder()
                .clearAddresses()
                .addAddresses(Samples.range("192.0.3.0", "192.0.3.1"))
                .build();
        session.grant(grant(lease(1, 3, 1), 1).toBuilder().setWork(away).build());
        await().until(() -> agent.prober.ids().size() == 3);

        await().until(() -> agent.prober.allLimits().stream().map(limits -> limits.maxPps()).sorted().toList()
                .equals(List.of(50L, 50L, 100L)));
        agent.subnetPps = 0;
        await().until(() -> agent.prober.allLimits().stream().allMatch(limits -> limits.maxPps() == 0 || limits.maxPps() > 100));
    }

    @Test
    void unitWaitsOutsideOfItsScansHoursAndGoesOnWithinThem() {
        SessionStream session = attached();
        agent.wall = Instant.parse("2026-11-27T12:00:00Z");
        ProbeHours nights = ProbeHours.newBuilder().addAllow("22:00-06:00 UTC").build();
        session.grant(grant(LEASE, 1).toBuilder()
                .setWork(Samples.work().toBuilder().addHours(nights))
                .build());
        await().until(() -> agent.prober.only().isPresent());
        long id = agent.prober.only().orElseThrow().id();

        await().until(() -> !agent.prober.running(id));
        await().until(() -> session.nextHeartbeat().getHeartbeat().getNote().contains("outside of their scan's hours"));

        agent.wall = Instant.parse("2026-11-27T23:00:00Z");
        await().until(() -> agent.prober.running(id));
        agent.wall = Instant.parse("2026-11-28T06:00:00Z");
        await().until(() -> !agent.prober.running(id));
    }

    @Test
    void unitWhoseHoursCannotBeReadGoesBack() {
        SessionStream session = attached();
        session.grant(grant(LEASE, 1).toBuilder()
                .setWork(Samples.work().toBuilder().addHours(ProbeHours.newBuilder().addDeny("at noon")))
                .build());

        assertThat(session.awaitHeard(AgentMessage::hasHandBack).getHandBack().getDetail()).contains("at noon");
        assertThat(agent.prober.ids()).isEmpty();
    }

    @Test
    void grantsBeyondTwiceTheSlotsGoBack() {
        SessionStream session = attached();
        for (int i = 0; i < 2 * RunningAgent.MAX_UNITS + 1; i++) {
            session.grant(grant(lease(1, i, 1), 1));
        }

        AgentMessage back = session.awaitHeard(AgentMessage::hasHandBack);
        assertThat(back.getHandBack().getLease().getUnit()).isEqualTo(2 * RunningAgent.MAX_UNITS);
        assertThat(agent.prober.ids()).hasSize(2 * RunningAgent.MAX_UNITS);
    }

    @Test
    void unitsOfTheSameHostsShareTheProfilesCapsPerHost() {
        SessionStream session = attached();
        session.grant(grant(lease(1, 1, 1), 1));
        session.grant(grant(lease(1, 2, 1), 1));
        await().until(() -> agent.prober.ids().size() == 2);

        for (long id : agent.prober.ids()) {
            await().until(() -> agent.prober.limitsOf(id).hostPps() == 5_000);
            assertThat(agent.prober.limitsOf(id).hostInFlight()).isEqualTo(256);
        }

        revoke(session, lease(1, 1, 1));
        await().until(() -> agent.prober.allLimits().stream().allMatch(limits -> limits.hostPps() == 10_000));
    }

    @Test
    void ownRateLimitIsSharedByLiveUnits() {
        try (FakeCoordinator other = new FakeCoordinator().start();
                RunningAgent limited = new RunningAgent(other, 90)) {
            SessionStream session = other.session(0);
            session.hello();
            session.welcome();
            session.renewing = true;
            List.of(1, 2, 3).forEach(i -> session.grant(grant(lease(1, i, 1), 1)));

            await().until(() -> limited.prober.ids().size() == 3);
            await().until(() -> limited.prober.allLimits().stream().allMatch(limits -> limits.maxPps() == 30));
            revoke(session, lease(1, 1, 1));
            await().until(() -> limited.prober.allLimits().stream().allMatch(limits -> limits.maxPps() == 45));
        }
    }
}
