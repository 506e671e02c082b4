package dev.scanctl.agent.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scanctl.agent.probe.OpenFinding;
import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.probe.UnitProgress;
import dev.scanctl.agent.sim.SimHost;
import dev.scanctl.agent.sim.SimNetwork;
import dev.scanctl.agent.sim.SimScan;
import dev.scanctl.agent.sim.SimTransport;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Suspend, resume, drop, exclude, host time-out, and what is told at the end. */
class EngineUnitLifeTest {

    @Test
    void suspendedUnitSendsNothingAndGoesOnWhenResumed() {
        SimTransport transport = new SimTransport(network(3));
        SimScan scan = new SimScan(transport).add(Units.of(1, 4, 500, paced(1_000)));
        scan.runMillis(700);
        scan.engine.suspend(1);
        int before = transport.sent().size();
        scan.runMillis(10_000);

        assertThat(transport.sent()).hasSize(before);
        assertThat(transport.openCount()).isZero();

        scan.engine.resume(1);
        scan.run(60);
        assertThat(scan.outcome(1).hosts()).hasSize(4);
        assertThat(scan.verdict(1, Units.FIRST, 22)).isEqualTo(SimHost.OPEN);
    }

    @Test
    void droppedUnitIsForgottenAtOnce() {
        SimTransport transport = new SimTransport(network(3));
        SimScan scan = new SimScan(transport).add(Units.of(1, 4, 500, Units.FREE)).add(Units.of(2, 2, 50, Units.FREE));
        scan.runMillis(20);
        scan.engine.drop(1);
        scan.forget();
        scan.run(60);

        assertThat(scan.finished).containsOnlyKeys(2L);
        assertThat(transport.openCount()).isZero();
    }

    @Test
    void excludedHostGetsNothingMoreAndHasNoResult() {
        SimTransport transport = new SimTransport(network(3));
        SimScan scan = new SimScan(transport).add(Units.of(1, 4, 500, paced(1_000)));
        scan.runMillis(300);
        Address gone = Units.FIRST.plus(1);
        scan.engine.exclude(1, Units.only(gone));
        int before = transport.sent().size();
        scan.run(60);

        assertThat(transport.sent().subList(before, transport.sent().size()))
                .noneMatch(sent -> sent.target().equals(gone));
        assertThat(scan.outcome(1).hosts()).extracting(UnitOutcome.Host::address).hasSize(3).doesNotContain(gone);
        assertThat(scan.outcome(1).open()).extracting(OpenFinding::address).doesNotContain(gone);
    }

    @Test
    void unitWhoseHostsAreAllExcludedFinishesEmpty() {
        SimScan scan = new SimScan(new SimTransport(network(3))).add(Units.of(1, 4, 500, paced(100)));
        scan.runMillis(300);
        scan.engine.exclude(1, Units.addresses(4));
        scan.run(5);

        assertThat(scan.outcome(1).hosts()).isEmpty();
    }

    @Test
    void restOfAHostWhoseTimeIsUsedUpIsNotProbed() {
        ProbeLimits oneSecond = new ProbeLimits(0, 100, 10, 2, 4, 1_000_000_000L);
        SimScan scan = new SimScan(new SimTransport(network(1))).add(Units.of(1, 2, 1_000, oneSecond));
        scan.run(30);

        for (UnitOutcome.Host host : scan.outcome(1).hosts()) {
            int notProbed = ports(host, Outcome.of(PortState.NOT_PROBED, Reason.HOST_TIMEOUT));
            assertThat(notProbed).as("of %s", host.address()).isBetween(850, 1_000);
        }
        assertThat(ports(scan.outcome(1).hosts().getFirst(), SimHost.CLOSED)).isBetween(80, 150);
        assertThat(scan.elapsedSeconds()).isLessThan(6);
    }

    @Test
    void suspensionDoesNotUseUpAHostsTime() {
        ProbeLimits twoSeconds = new ProbeLimits(0, 500, 10, 2, 4, 2_000_000_000L);
        SimScan scan = new SimScan(new SimTransport(network(1))).add(Units.of(1, 1, 700, twoSeconds));
        scan.runMillis(200);
        scan.engine.suspend(1);
        scan.runMillis(20_000);
        scan.engine.resume(1);
        scan.run(30);

        assertThat(ports(scan.outcome(1).hosts().getFirst(), SimHost.CLOSED)).isEqualTo(698);
    }

    @Test
    void openPortsAreToldTheMomentTheyAreFound() {
        SimScan scan = new SimScan(new SimTransport(network(3))).add(Units.of(1, 3, 100, Units.FREE));
        scan.runMillis(100);

        assertThat(scan.found).hasSize(6);
        assertThat(scan.found).allSatisfy(finding -> {
            assertThat(finding.rttMicros()).isBetween(1_000, 1_100);
            assertThat(finding.attempts()).isEqualTo(1);
            assertThat(finding.atNanos()).isBetween(SimScan.START_NANOS, scan.nowNanos());
        });
    }

    @Test
    void hostsAndOpenPortsComeAscending() {
        SimScan scan = new SimScan(new SimTransport(network(50))).add(Units.of(1, 50, 100, Units.FREE));
        scan.run(60);

        assertThat(scan.outcome(1).hosts())
                .isSortedAccordingTo(Comparator.comparing(UnitOutcome.Host::address))
                .hasSize(50);
        assertThat(scan.outcome(1).open())
                .isSortedAccordingTo(
                        Comparator.comparing(OpenFinding::address).thenComparingInt(OpenFinding::port))
                .hasSize(100);
    }

    @Test
    void progressIsToldTwiceASecondAndNeverFalls() {
        SimNetwork network = network(3).loss(0.1);
        SimScan scan = new SimScan(new SimTransport(network)).add(Units.of(1, 4, 500, paced(500)));
        scan.run(200);

        List<Integer> done = scan.progress.stream().map(UnitProgress::probesDone).toList();
        assertThat(done).isSorted();
        assertThat(done.size()).isGreaterThanOrEqualTo((int) (1.8 * scan.elapsedSeconds()));
        assertThat(scan.progress.get(1).ratePps()).isBetween(450L, 550L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverIsAskedEveryPortHasOneVerdict(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimNetwork network = network(5).loss(random.nextDouble() / 10).delay(1_000_000, 100_000_000);
        SimTransport transport = new SimTransport(network).capacity(50 + random.nextInt(500));
        SimScan scan = new SimScan(transport);
        for (int id = 1; id <= 5; id++) {
            scan.add(Units.of(id, 8, 60, Units.FREE));
        }
        Set<Long> dropped = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            scan.runMillis(random.nextInt(60));
            disturb(scan, random, dropped);
        }
        for (int id = 1; id <= 5; id++) {
            scan.engine.resume(id);
        }
        scan.run(600);

        assertThat(transport.openCount()).as("seed %d", seed).isZero();
        assertThat(scan.finished.size() + dropped.size()).as("seed %d", seed).isEqualTo(5);
        scan.finished.values().forEach(outcome -> assertThat(outcome.hosts()).allSatisfy(host -> {
            assertThat(host.runs().ports().size()).isEqualTo(60);
            assertThat(host.runs().list()).allMatch(run -> run.outcome().state().observed());
        }));
    }

    private static void disturb(SimScan scan, SplittableRandom random, Set<Long> dropped) {
        long id = 1 + random.nextInt(5);
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> scan.engine.suspend(id);
            case 3, 4, 5, 6 -> scan.engine.resume(id);
            case 7 -> scan.engine.exclude(id, Units.only(Units.FIRST.plus(random.nextInt(8))));
            case 8 -> {
                if (id == 5 && !scan.finished.containsKey(id) && dropped.add(id)) {
                    scan.engine.drop(id);
                    scan.forget();
                }
            }
            default -> scan.engine.limit(id, paced(500 + random.nextInt(100_000)));
        }
    }

    @Test
    void unitIsWalkedInSpreadOrder() {
        SimTransport transport = new SimTransport(network(16));
        SimScan scan = new SimScan(transport).add(Units.of(1, 16, 500, paced(200)));
        scan.runMillis(1_000);

        assertThat(transport.sent().stream().map(SimTransport.Sent::target).distinct()).hasSize(16);
        assertThat(transport.sent().stream().mapToInt(SimTransport.Sent::port).distinct().count())
                .isGreaterThan(100);
    }

    @Test
    void retransmissionsAreApartByTheTimeOutTwice() {
        SimTransport transport = new SimTransport(new SimNetwork(1));
        SimScan scan = new SimScan(transport).add(Units.of(1, 1, 1, Units.FREE));
        scan.run(30);

        assertThat(transport.sent()).hasSize(2);
        assertThat(transport.sent().get(1).atNanos() - transport.sent().get(0).atNanos())
                .isBetween(1_900_000_000L, 1_950_000_000L);
    }

    @Test
    void unitMayNotBeAddedTwice() {
        SimScan scan = new SimScan(new SimTransport(network(1))).add(Units.of(1, 1, 1, Units.FREE));

        assertThatThrownBy(() -> scan.engine.add(Units.of(1, 1, 1, Units.FREE)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void engineWithoutUnitsAsksForNothing() {
        SimScan scan = new SimScan(new SimTransport(network(1)));

        assertThat(scan.engine.step(SimScan.START_NANOS)).isEqualTo(Long.MAX_VALUE);
    }

    private static int ports(UnitOutcome.Host host, Outcome outcome) {
        return host.runs().list().stream()
                .filter(run -> run.outcome() == outcome)
                .mapToInt(run -> host.runs().portsIn(run))
                .sum();
    }

    private static ProbeLimits paced(long maxPps) {
        return new ProbeLimits(maxPps, 0, 256, 2, 10, 0);
    }

    private static SimNetwork network(int live) {
        SimNetwork network = new SimNetwork(2);
        for (int i = 0; i < live; i++) {
            network.host(Units.FIRST.plus(i), SimHost.closed().with(SimHost.OPEN, 22, 80));
        }
        return network;
    }
}
