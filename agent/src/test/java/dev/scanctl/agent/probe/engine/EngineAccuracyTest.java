package dev.scanctl.agent.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.sim.SimHost;
import dev.scanctl.agent.sim.SimNetwork;
import dev.scanctl.agent.sim.SimScan;
import dev.scanctl.agent.sim.SimTransport;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Reason;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the verdicts are those of the network, at each rate of loss. */
class EngineAccuracyTest {
    private static final int HOSTS = 16;
    private static final int PORTS = 2_000;

    /** Verdicts of a scan held against the truth. */
    private record Score(int falseOpen, int open, int missedOpen, int wrong, int all) {
        static Score of(SimNetwork network, UnitOutcome outcome) {
            int falseOpen = 0;
            int open = 0;
            int missed = 0;
            int wrong = 0;
            int all = 0;
            for (UnitOutcome.Host host : outcome.hosts()) {
                for (int port = 1; port <= PORTS; port++) {
                    Outcome truth = network.truth(host.address(), port);
                    Outcome verdict = host.runs().at(port);
                    boolean isOpen = truth == SimHost.OPEN;
                    all++;
                    wrong += verdict == truth ? 0 : 1;
                    open += isOpen ? 1 : 0;
                    missed += isOpen && verdict != truth ? 1 : 0;
                    falseOpen += !isOpen && verdict.state() == PortState.OPEN ? 1 : 0;
                }
            }
            return new Score(falseOpen, open, missed, wrong, all);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void withoutLossEveryStateIsRight(long seed) {
        SimNetwork network = mixed(seed).delay(500_000, 5_000_000).duplicates(0.01);
        SimScan scan = scan(network);

        Score score = Score.of(network, scan.outcome(1));
        assertThat(score.all).as("seed %d", seed).isEqualTo(HOSTS * PORTS);
        assertThat(score.wrong).as("seed %d", seed).isZero();
        assertThat(scan.found).as("seed %d", seed).hasSize(score.open);
        assertThat(scan.outcome(1).quality().minSilentAttempts()).isEqualTo(2);
        assertThat(scan.outcome(1).quality().untrusted()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void atOnePercentLossFewerThanOneOpenPortInTenThousandIsMissed(long seed) {
        assertAccuracy(seed, 0.01, 0.9999);
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void atFivePercentLossFewerThanOneOpenPortInTenThousandIsMissed(long seed) {
        assertAccuracy(seed, 0.05, 0.9999);
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33})
    void atTwentyPercentLossFewerThanOneOpenPortInAThousandIsMissed(long seed) {
        assertAccuracy(seed, 0.20, 0.999);
    }

    private static void assertAccuracy(long seed, double loss, double accuracy) {
        SimNetwork network = mixed(seed).loss(loss).delay(1_000_000, 20_000_000);
        SimScan scan = scan(network);

        Score score = Score.of(network, scan.outcome(1));
        assertThat(network.counts().lost()).as("seed %d loses packets", seed).isGreaterThan(100);
        assertThat(score.falseOpen).as("false open, seed %d", seed).isZero();
        assertThat(score.open).isGreaterThan(5_000);
        assertThat(score.missedOpen)
                .as("missed of %d open, seed %d", score.open, seed)
                .isLessThanOrEqualTo((int) (score.open * (1 - accuracy)));
        assertThat(scan.outcome(1).quality().lossPpm() / 1e6)
                .as("loss seen, seed %d", seed)
                .isBetween(loss * 0.7, loss * 1.2);
    }

    @ParameterizedTest
    @CsvSource({"200, 0", "200, 0.005", "50, 0.005", "1000, 0.005"})
    void hostThatLimitsItsResetsIsRecognisedAndReadRight(int perSecond, double loss) {
        SimNetwork network = new SimNetwork(5)
                .loss(loss)
                .delay(20_000_000, 2_000_000)
                .host(
                        Units.FIRST,
                        SimHost.closed().with(SimHost.OPEN, 22, 80, 443).resetsPerSecond(perSecond));
        SimScan scan = new SimScan(new SimTransport(network))
                .add(Units.of(1, 1, PORTS, new ProbeLimits(0, 0, 4_096, 2, 10, 0)));
        scan.run(600);

        Score score = Score.of(network, scan.outcome(1));
        assertThat(score.missedOpen).isZero();
        assertThat(score.wrong).as("closed ports taken for filtered").isZero();
        assertThat(scan.elapsedSeconds()).isLessThan(1.3 * PORTS / perSecond + 6);
    }

    @Test
    void hostThatLimitsAndDropsIsReadRight() {
        SimHost host = SimHost.closed().with(SimHost.OPEN, 22, 80, 443).resetsPerSecond(200);
        for (int port = 100; port < 700; port++) {
            host.with(SimHost.SILENT, port);
        }
        SimNetwork network = new SimNetwork(5).loss(0.005).delay(20_000_000, 2_000_000).host(Units.FIRST, host);
        SimScan scan = new SimScan(new SimTransport(network))
                .add(Units.of(1, 1, PORTS, new ProbeLimits(0, 0, 4_096, 2, 10, 0)));
        scan.run(600);

        assertThat(Score.of(network, scan.outcome(1)).wrong).isZero();
    }

    @Test
    void slowHostIsNotTakenForSilent() {
        SimNetwork network = new SimNetwork(6)
                .host(Units.FIRST, SimHost.closed())
                .host(Units.FIRST.plus(1), SimHost.closed().with(SimHost.OPEN, 7).delay(700_000_000L));
        SimScan scan = new SimScan(new SimTransport(network)).add(Units.of(1, 2, 1_000, Units.FREE));
        scan.run(120);

        assertThat(scan.verdict(1, Units.FIRST.plus(1), 7)).isEqualTo(SimHost.OPEN);
        assertThat(scan.verdict(1, Units.FIRST.plus(1), 8)).isEqualTo(SimHost.CLOSED);
    }

    @Test
    void silenceOfAnUdpPortMayBeAnOpenOne() {
        ProbeUnit tcp = Units.of(1, 1, 3, Units.FREE);
        ProbeUnit udp =
                new ProbeUnit(1, Method.UDP, Protocol.UDP, tcp.addresses(), tcp.ports(), tcp.seed(), tcp.limits());
        SimScan scan = new SimScan(new SimTransport(new SimNetwork(1))).add(udp);
        scan.run(30);

        assertThat(scan.verdict(1, Units.FIRST, 1))
                .isEqualTo(Outcome.of(PortState.OPEN_FILTERED, Reason.NO_RESPONSE));
    }

    /** Hosts with a third of their ports open, some rejected, some dropped, the rest closed; one host dead. */
    private static SimNetwork mixed(long seed) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003);
        SimNetwork network = new SimNetwork(seed);
        for (int i = 0; i < HOSTS - 1; i++) {
            SimHost host = SimHost.closed().delay(random.nextLong(30_000_000));
            for (int port = 1; port <= PORTS; port++) {
                int draw = random.nextInt(100);
                if (draw < 33) {
                    host.with(SimHost.OPEN, port);
                } else if (draw < 40) {
                    host.with(SimHost.REJECTED, port);
                } else if (draw < 50) {
                    host.with(SimHost.SILENT, port);
                }
            }
            network.host(address(i), host);
        }
        return network;
    }

    private static Address address(int i) {
        return Units.FIRST.plus(i);
    }

    private static SimScan scan(SimNetwork network) {
        SimScan scan = new SimScan(new SimTransport(network)).add(Units.of(1, HOSTS, PORTS, Units.FREE));
        scan.run(3_600);
        return scan;
    }
}
