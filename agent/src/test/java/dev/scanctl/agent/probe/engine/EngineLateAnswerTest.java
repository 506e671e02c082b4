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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that come after their attempt's time, over a transport that still hears them. */
class EngineLateAnswerTest {
    private static final int PORTS = 500;
    private static final Address FAR = Units.FIRST.plus(1);
    private static final ProbeLimits TWO_ATTEMPTS = new ProbeLimits(0, 0, 256, 2, 2, 0);

    @Test
    void answerThatComesAfterEveryAttemptTimedOutStillCounts() {
        SimNetwork network = new SimNetwork(6)
                .host(Units.FIRST, SimHost.closed())
                .host(FAR, SimHost.closed().with(SimHost.OPEN, 7).delay(1_600_000_000L));
        SimScan deaf = new SimScan(new SimTransport(network)).add(Units.of(1, 2, PORTS, TWO_ATTEMPTS));
        SimScan hearing =
                new SimScan(new SimTransport(network).hearsLate()).add(Units.of(1, 2, PORTS, TWO_ATTEMPTS));
        deaf.run(60);
        hearing.run(60);

        assertThat(silent(deaf)).as("ports that a deaf transport misses").isGreaterThan(PORTS / 2);
        assertThat(silent(hearing)).isZero();
        assertThat(hearing.found).extracting(OpenFinding::port).containsExactly(7);
    }

    private static int silent(SimScan scan) {
        return (int) IntStream.rangeClosed(1, PORTS)
                .filter(port -> scan.verdict(1, FAR, port) == SimHost.SILENT)
                .count();
    }

    @Test
    void hostThatIsHeardLateIsWaitedForLonger() {
        SimNetwork network = new SimNetwork(6)
                .host(Units.FIRST, SimHost.closed())
                .host(FAR, SimHost.closed().with(SimHost.OPEN, 7).delay(600_000_000L));
        SimTransport transport = new SimTransport(network).hearsLate();
        SimScan scan = new SimScan(transport).add(Units.of(1, 2, PORTS, TWO_ATTEMPTS));
        scan.run(60);

        assertThat(scan.verdict(1, FAR, 7)).isEqualTo(SimHost.OPEN);
        assertThat(scan.verdict(1, FAR, 8)).isEqualTo(SimHost.CLOSED);
        assertThat(transport.sent()).as("a late answer is not asked for again").hasSizeLessThan(PORTS * 5 / 2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void duplicatesAndLateAnswersChangeNothing(long seed) {
        SimNetwork network = new SimNetwork(seed).loss(0.05).duplicates(0.5).delay(1_000_000, 400_000_000);
        for (int host = 0; host < 4; host++) {
            network.host(Units.FIRST.plus(host), SimHost.closed().with(SimHost.OPEN, 22, 80, 443));
        }
        SimScan scan = new SimScan(new SimTransport(network).hearsLate()).add(Units.of(1, 4, PORTS, Units.FREE));
        scan.run(120);

        assertThat(scan.found).as("seed %d", seed).hasSize(12);
        assertThat(scan.outcome(1).open()).as("seed %d", seed).hasSize(12);
        for (UnitOutcome.Host host : scan.outcome(1).hosts()) {
            for (int port = 1; port <= PORTS; port++) {
                assertThat(host.runs().at(port))
                        .as("seed %d, %s:%d", seed, host.address(), port)
                        .isEqualTo(network.truth(host.address(), port));
            }
        }
    }
}
