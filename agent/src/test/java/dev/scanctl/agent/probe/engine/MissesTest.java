package dev.scanctl.agent.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.scanctl.agent.probe.MissEvidence;
import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.sim.SimHost;
import dev.scanctl.agent.sim.SimNetwork;
import dev.scanctl.agent.sim.SimScan;
import dev.scanctl.agent.sim.SimTransport;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.Protocol;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a unit knows how many open ports it took for silent ones. */
class MissesTest {
    private static final int PORTS = 1_000;

    /** A unit in which ports were told their fate one by one. */
    private static final class Told {
        final HostState[] hosts;
        final Ledger ledger;
        private final int[] next;

        Told(int hosts) {
            ProbeUnit unit = Units.of(1, hosts, PORTS, Units.FREE);
            this.ledger = new Ledger(unit, new DrawnOrder(unit), new ProbeCells(unit.size()));
            this.next = new int[hosts];
            this.hosts = new HostState[hosts];
            for (int i = 0; i < hosts; i++) {
                this.hosts[i] = new HostState(i, unit.addresses().at(i), 0);
            }
        }

        Told answered(int host, int ports, int afterLost, Outcome answer) {
            for (int i = 0; i < ports; i++) {
                int probe = ledger.probe(host, next[host]++);
                lose(probe, afterLost);
                ledger.record(probe, answer);
            }
            return this;
        }

        Told silent(int host, int ports, int attempts) {
            for (int i = 0; i < ports; i++) {
                int probe = ledger.probe(host, next[host]++);
                lose(probe, attempts);
                ledger.concludeSilence(probe);
            }
            return this;
        }

        private void lose(int probe, int attempts) {
            for (int i = 0; i < attempts; i++) {
                ledger.attemptStayedSilent(probe);
            }
        }

        MissEvidence evidence() {
            return new Misses(Protocol.TCP, ledger).of(hosts);
        }
    }

    @Test
    void portsThatAnswerTheSecondAttemptTellOfThoseThatAnswerNone() {
        MissEvidence evidence = new Told(1)
                .answered(0, 400, 0, SimHost.CLOSED)
                .answered(0, 100, 0, SimHost.OPEN)
                .answered(0, 50, 1, SimHost.OPEN)
                .silent(0, 200, 2)
                .evidence();

        assertThat(evidence.silentPorts()).isEqualTo(200);
        assertThat(evidence.answersBeforeLast()).isEqualTo(500);
        assertThat(evidence.answersAfterFirst()).isEqualTo(50);
        assertThat(evidence.openAtRisk()).isEqualTo(List.of(0L, 150L));
        assertThat(evidence.missedMicros() / 1e6).as("150 × 0.1² / (1 − 0.1²)").isCloseTo(1.515, within(0.001));
    }

    @Test
    void answersAfterMoreAttemptsThanSilentPortsGotDoNotCount() {
        MissEvidence evidence = new Told(1)
                .answered(0, 500, 0, SimHost.OPEN)
                .answered(0, 50, 1, SimHost.OPEN)
                .answered(0, 5, 2, SimHost.OPEN)
                .silent(0, 1, 2)
                .silent(0, 1, 5)
                .evidence();

        assertThat(evidence.answersBeforeLast()).isEqualTo(500);
        assertThat(evidence.answersAfterFirst()).isEqualTo(50);
    }

    @Test
    void hostThatLosesFarMoreCountsWithItsOwnLoss() {
        Told told = new Told(10);
        for (int host = 0; host < 9; host++) {
            told.answered(host, 900, 0, SimHost.OPEN).silent(host, 100, 2);
        }
        told.answered(9, 400, 0, SimHost.OPEN).answered(9, 120, 1, SimHost.OPEN).silent(9, 100, 2);

        assertThat(told.evidence().missedMicros() / 1e6).as("520 × 0.3² / (1 − 0.3²)").isCloseTo(51.429, within(0.001));
        assertThat(told.evidence().answersAfterFirst()).as("it is not the path").isZero();
    }

    /** Odd ports open, even ones silent but for 1,000 closed ones at the end. */
    private static SimHost ofThousandClosed(int silent) {
        SimHost host = SimHost.closed();
        for (int port = 1; port <= silent; port += 2) {
            host.with(SimHost.OPEN, port).with(SimHost.SILENT, port + 1);
        }
        return host;
    }

    @ParameterizedTest
    @CsvSource({"8, 1", "1, 1", "8, 4"})
    void hostsThatHoldBackTheirResetsDoNotPassForALossyPath(int hosts, int limiting) {
        SimNetwork network = new SimNetwork(9).delay(20_000_000, 2_000_000);
        for (int i = 0; i < hosts; i++) {
            SimHost host = ofThousandClosed(1_000);
            network.host(Units.FIRST.plus(i), i < limiting ? host.resetsPerSecond(200) : host);
        }
        SimScan scan = new SimScan(new SimTransport(network))
                .add(Units.of(1, hosts, 2_000, new ProbeLimits(0, 0, 4_096, 2, 10, 0)));
        scan.run(3_600);

        UnitOutcome outcome = scan.outcome(1);
        assertThat(outcome.open()).as("nothing was missed").hasSize(hosts * 500);
        assertThat(outcome.quality().misses().missedMicros() / 1e6).isLessThan(0.01 * hosts);
    }

    @Test
    void nothingIsMissedWhereNothingWasSilent() {
        MissEvidence evidence = new Told(1)
                .answered(0, 800, 0, SimHost.OPEN)
                .answered(0, 200, 3, SimHost.CLOSED)
                .evidence();

        assertThat(evidence.silentPorts()).isZero();
        assertThat(evidence.openAtRisk()).isEmpty();
        assertThat(evidence.missedMicros()).isZero();
    }

    @Test
    void rejectionsByIcmpSayNothingOfLoss() {
        MissEvidence evidence =
                new Told(1).answered(0, 200, 1, SimHost.REJECTED).silent(0, 1, 2).evidence();

        assertThat(evidence.answersAfterFirst()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0.01, 2, 41", "0.05, 2, 42", "0.2, 2, 43", "0.2, 3, 44", "0.2, 10, 45", "0.05, 4, 46", "0.01, 1, 47"})
    void estimateIsThatOfTheNetwork(double oneWayLoss, int attempts, long seed) {
        int hosts = 64;
        SimNetwork network = new SimNetwork(seed).loss(oneWayLoss).delay(1_000_000, 20_000_000);
        for (int i = 0; i < hosts; i++) {
            SimHost host = SimHost.all(SimHost.SILENT);
            for (int port = 1; port <= PORTS; port += 2) {
                host.with(SimHost.OPEN, port);
            }
            network.host(Units.FIRST.plus(i), host);
        }
        ProbeLimits limits = new ProbeLimits(0, 0, 256, attempts, attempts, 0);
        SimScan scan = new SimScan(new SimTransport(network)).add(Units.of(1, hosts, PORTS, limits));
        scan.run(3_600);

        MissEvidence evidence = scan.outcome(1).quality().misses();
        double loss = 1 - Math.pow(1 - oneWayLoss, 2);
        long open = hosts * PORTS / 2;
        double truth = open * Math.pow(loss, attempts);
        if (attempts == 1) {
            assertThat(evidence.answersBeforeLast()).as("one attempt says nothing of loss").isZero();
            return;
        }
        assertThat(evidence.missedMicros() / 1e6).as("expected, of %f", truth).isBetween(truth / 1.5, truth * 1.5);
        long missed = open - scan.outcome(1).open().size();
        assertThat((double) missed).as("missed indeed").isBetween(truth - 4 * Math.sqrt(truth), truth + 4 * Math.sqrt(truth) + 1);
    }
}
