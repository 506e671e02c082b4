package dev.scanctl.agent.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.probe.OpenFinding;
import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.sim.SimHost;
import dev.scanctl.agent.sim.SimNetwork;
import dev.scanctl.agent.sim.SimScan;
import dev.scanctl.agent.sim.SimTransport;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults of the probing machine never become states of the target. */
class EngineFaultTest {
    private static final Address SECOND_HOST = Units.FIRST.plus(1);

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"LOCAL_PORTS", "LOCAL_DESCRIPTORS", "LOCAL_BUFFERS"})
    void scanWithTooFewResourcesGoesOnWithFewerInFlight(Reason reason) {
        SimTransport transport = new SimTransport(network()).capacity(5_000);
        transport.faults((target, port, now) -> transport.openCount() >= 50 ? unknown(reason) : null);
        SimScan scan = new SimScan(transport).add(Units.of(1, 4, 500, Units.FREE));
        scan.run(600);

        UnitOutcome outcome = scan.outcome(1);
        assertThat(transport.mostOpen()).isLessThanOrEqualTo(50);
        assertThat(outcome.quality().localFaults()).isPositive();
        assertThat(scan.verdict(1, Units.FIRST, 22)).isEqualTo(SimHost.OPEN);
        assertThat(scan.verdict(1, Units.FIRST.plus(3), 22)).isEqualTo(SimHost.SILENT);
        assertThat(outcome.quality().localFaults())
                .as("faults are a small part of what is tried")
                .isLessThan(outcome.quality().sent() / 2);
    }

    @Test
    void machineThatGrantsNothingGivesTheUnitBackAfterTenSeconds() {
        SimTransport transport = new SimTransport(network());
        transport.faults((target, port, now) -> unknown(Reason.LOCAL_DESCRIPTORS));
        SimScan scan = new SimScan(transport).add(Units.of(1, 4, 500, Units.FREE));
        scan.run(30);

        assertThat(scan.refused).containsEntry(1L, Reason.LOCAL_DESCRIPTORS);
        assertThat(scan.refusedOutcome(1).hosts()).isEmpty();
        assertThat(scan.elapsedSeconds()).isBetween(10.0, 11.0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"LOCAL_ROUTE", "LOCAL_FIREWALL", "LOCAL_LINK", "LOCAL_OTHER"})
    void persistingFaultOfOneHostGivesTheUnitBackWithTheOthersFinished(Reason reason) {
        SimTransport transport = new SimTransport(network());
        transport.faults((target, port, now) -> target.equals(SECOND_HOST) ? unknown(reason) : null);
        SimScan scan = new SimScan(transport).add(Units.of(1, 4, 200, Units.FREE));
        scan.run(60);

        assertThat(scan.refused).containsEntry(1L, reason);
        assertThat(scan.refusedOutcome(1).hosts())
                .extracting(UnitOutcome.Host::address)
                .containsExactly(Units.FIRST, Units.FIRST.plus(2), Units.FIRST.plus(3));
        assertThat(scan.refusedOutcome(1).open()).extracting(OpenFinding::address).doesNotContain(SECOND_HOST);
    }

    @Test
    void faultyHostThatIsExcludedGivesNothingBack() {
        SimTransport transport = new SimTransport(network());
        transport.faults(
                (target, port, now) -> target.equals(SECOND_HOST) ? unknown(Reason.LOCAL_FIREWALL) : null);
        SimScan scan = new SimScan(transport).add(Units.of(1, 4, 200, new ProbeLimits(100, 0, 10, 2, 4, 0)));
        scan.runMillis(6_000);
        scan.engine.exclude(1, Units.only(SECOND_HOST));
        scan.run(60);

        assertThat(scan.refused).isEmpty();
        assertThat(scan.outcome(1).hosts()).hasSize(3);
    }

    @Test
    void linkThatIsDownForGoodIsNoticedWithinSeconds() {
        SimTransport transport = new SimTransport(network());
        transport.faults((target, port, now) -> unknown(Reason.LOCAL_LINK));
        SimScan scan = new SimScan(transport).add(Units.of(1, 256, 4, new ProbeLimits(20, 0, 10, 2, 10, 0)));
        scan.run(60);

        assertThat(scan.refused).containsEntry(1L, Reason.LOCAL_LINK);
        assertThat(scan.elapsedSeconds()).isLessThan(8);
    }

    @Test
    void passingFaultLeavesNoTrace() {
        SimTransport transport = new SimTransport(network());
        long end = SimScan.START_NANOS + 1_500_000_000L;
        transport.faults((target, port, now) -> now < end ? unknown(Reason.LOCAL_LINK) : null);
        SimScan scan = new SimScan(transport).add(Units.of(1, 4, 200, Units.FREE));
        scan.run(60);

        assertThat(scan.outcome(1).hosts()).hasSize(4);
        assertThat(scan.verdict(1, Units.FIRST, 22)).isEqualTo(SimHost.OPEN);
        assertThat(scan.outcome(1).quality().sent()).isEqualTo(transport.sent().size());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void randomFaultsNeverBecomeVerdicts(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Reason[] reasons = {Reason.LOCAL_PORTS, Reason.LOCAL_BUFFERS, Reason.LOCAL_FIREWALL, Reason.LOCAL_OTHER};
        SimTransport transport = new SimTransport(network());
        transport.faults((target, port, now) ->
                random.nextInt(100) < 2 ? unknown(reasons[random.nextInt(reasons.length)]) : null);
        SimScan scan = new SimScan(transport).add(Units.of(1, 4, 300, Units.FREE));
        scan.run(300);

        UnitOutcome outcome = scan.finished.getOrDefault(1L, null) == null ? scan.refusedOutcome(1) : scan.outcome(1);
        assertThat(outcome.quality().localFaults()).as("seed %d", seed).isPositive();
        assertThat(outcome.hosts())
                .as("seed %d", seed)
                .allSatisfy(host -> assertThat(host.runs().list())
                        .allMatch(run -> run.outcome().state().observed()));
    }

    @Test
    void silenceWhileThisMachineDropsPacketsIsTriedAgain() {
        SimTransport transport = new SimTransport(network()).drops(1);
        SimScan scan = new SimScan(transport).add(Units.of(1, 4, 100, Units.FREE));
        scan.run(60);

        assertThat(scan.outcome(1).quality().untrusted()).isFalse();
        assertThat(scan.outcome(1).quality().minSilentAttempts()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void silenceThatDropsNeverLeaveAloneIsUnknown() {
        SimTransport transport = new SimTransport(network()).drops(Integer.MAX_VALUE);
        SimScan scan = new SimScan(transport).add(Units.of(1, 4, 100, Units.FREE));
        scan.run(60);

        assertThat(scan.outcome(1).quality().untrusted()).isTrue();
        assertThat(scan.verdict(1, Units.FIRST, 22)).isEqualTo(SimHost.OPEN);
        assertThat(scan.verdict(1, Units.FIRST, 23)).isEqualTo(SimHost.CLOSED);
        assertThat(scan.verdict(1, Units.FIRST.plus(3), 22)).isEqualTo(unknown(Reason.LOCAL_DROPS));
    }

    @Test
    void doubtfulSilenceOfAHostWhoseTimeIsUsedUpIsNoVerdict() {
        SimNetwork network = new SimNetwork(4).host(Units.FIRST, SimHost.closed().resetsPerSecond(5));
        SimTransport transport = new SimTransport(network).drops(Integer.MAX_VALUE);
        ProbeLimits sixSeconds = new ProbeLimits(0, 0, 10_000, 2, 10, 6_000_000_000L);
        SimScan scan = new SimScan(transport).add(Units.of(1, 2, 200, sixSeconds));
        scan.run(60);

        Address silent = Units.FIRST.plus(1);
        assertThat(transport.sent().stream()
                        .filter(sent -> sent.target().equals(silent))
                        .count())
                .as("each port of the silent host had its attempts")
                .isGreaterThanOrEqualTo(400);
        assertThat(scan.verdict(1, silent, 22)).isEqualTo(Outcome.of(PortState.NOT_PROBED, Reason.HOST_TIMEOUT));
    }

    @Test
    void doubtfulSilenceOfAUnitThatIsGivenBackIsNoVerdict() {
        SimNetwork network = new SimNetwork(4).host(Units.FIRST, SimHost.closed().resetsPerSecond(5));
        SimTransport transport = new SimTransport(network).drops(Integer.MAX_VALUE);
        long unplugged = SimScan.START_NANOS + 20_000_000_000L;
        transport.faults((target, port, now) -> now < unplugged ? null : unknown(Reason.LOCAL_LINK));
        SimScan scan = new SimScan(transport).add(Units.of(1, 3, 200, Units.FREE));
        scan.runMillis(19_000);
        assertThat(transport.sent().getLast().target())
                .as("the silent hosts are done before the link goes down")
                .isEqualTo(Units.FIRST);
        scan.run(60);

        assertThat(scan.refused).containsEntry(1L, Reason.LOCAL_LINK);
        assertThat(scan.refusedOutcome(1).hosts()).isEmpty();
    }

    @Test
    void answersThatLieInTheTransportAfterAStallAreNotSilence() {
        SimTransport transport = new SimTransport(network());
        SimScan scan = new SimScan(transport).add(Units.of(1, 1, 10, Units.FREE));
        scan.engine.step(scan.nowNanos());
        scan.engine.await(0);
        scan.stall(10_000);
        scan.run(60);

        assertThat(scan.outcome(1).quality().retransmitted()).isZero();
        assertThat(scan.verdict(1, Units.FIRST, 10)).isEqualTo(SimHost.CLOSED);
    }

    @Test
    void dropsDoNotMatterWhereNothingIsSilent() {
        SimTransport transport = new SimTransport(network()).drops(Integer.MAX_VALUE);
        SimScan scan = new SimScan(transport).add(Units.of(1, 1, 100, Units.FREE));
        scan.run(60);

        assertThat(scan.outcome(1).quality().untrusted()).isFalse();
    }

    @Test
    void unreachableIsAskedOnceMoreLaterAndTheBetterAnswerStands() {
        SimNetwork network = new SimNetwork(1).host(Units.FIRST, SimHost.all(SimHost.UNREACHABLE));
        SimTransport transport = new SimTransport(network);
        SimScan scan = new SimScan(transport).add(Units.of(1, 1, 10, Units.FREE));
        scan.runMillis(500);
        network.host(Units.FIRST, SimHost.all(SimHost.UNREACHABLE).with(SimHost.OPEN, 3));
        scan.run(30);

        assertThat(transport.sent()).hasSize(20);
        assertThat(scan.verdict(1, Units.FIRST, 3)).isEqualTo(SimHost.OPEN);
        assertThat(scan.verdict(1, Units.FIRST, 4)).isEqualTo(SimHost.UNREACHABLE);
    }

    @Test
    void unreachableThenSilentStaysUnreachable() {
        SimNetwork network = new SimNetwork(1).host(Units.FIRST, SimHost.all(SimHost.UNREACHABLE));
        SimScan scan = new SimScan(new SimTransport(network)).add(Units.of(1, 1, 10, Units.FREE));
        scan.runMillis(500);
        network.host(Units.FIRST, SimHost.dead());
        scan.run(30);

        assertThat(scan.verdict(1, Units.FIRST, 4)).isEqualTo(SimHost.UNREACHABLE);
    }

    private static Outcome unknown(Reason reason) {
        return Outcome.of(PortState.UNKNOWN, reason);
    }

    /** Three live hosts and, after them, silence. */
    private static SimNetwork network() {
        SimNetwork network = new SimNetwork(4);
        for (int i = 0; i < 3; i++) {
            network.host(Units.FIRST.plus(i), SimHost.closed().with(SimHost.OPEN, 22, 80));
        }
        return network;
    }
}
