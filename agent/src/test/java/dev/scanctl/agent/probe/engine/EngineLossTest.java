package dev.scanctl.agent.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.sim.SimHost;
import dev.scanctl.agent.sim.SimNetwork;
import dev.scanctl.agent.sim.SimScan;
import dev.scanctl.agent.sim.SimTransport;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Run;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where little shows how much is lost, and what may be taken for loss or the lack of it. */
class EngineLossTest {
    private static final int PORTS = 300;
    private static final int[] OPEN = {22, 80, 143};
    private static final long MILLI = 1_000_000;

    @Test
    void loneHostThatDropsNearlyAllStillShowsTheLossOfItsPath() {
        long found = LongStream.rangeClosed(1, 200)
                .mapToObj(seed -> hiding(seed, 0.05))
                .mapToLong(scan -> scan.found.size())
                .sum();

        assertThat(found).as("of 600 open ports, where two attempts find 594").isEqualTo(600);
    }

    @Test
    void hostIsNotGivenUpBecauseQuestionsWereLost() {
        long suspended = LongStream.rangeClosed(1, 200)
                .mapToObj(seed -> hiding(seed, 0.2))
                .filter(scan -> ports(scan, PortState.NOT_PROBED) > 0)
                .count();

        assertThat(suspended).as("of 200 scans, where three lost questions in a row suspend nine").isZero();
    }

    @Test
    void hostThatIsToBeSparedIsNotAskedAboutLoss() {
        ProbeLimits gentle = new ProbeLimits(0, 0, 1, 2, 3, 0);
        SimScan scan = new SimScan(new SimTransport(new SimNetwork(1).host(Units.FIRST, hiding())))
                .add(Units.of(1, 1, PORTS, gentle));
        scan.run(600);

        assertThat(scan.transport.sent()).hasSizeLessThanOrEqualTo(2 * PORTS + 1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.03})
    void hostThatDropsIsNotAskedMoreSlowlyForALittleLoss(double loss) {
        SimHost host = SimHost.dead().with(SimHost.OPEN, IntStream.rangeClosed(1, 400).toArray());
        SimNetwork network = new SimNetwork(9).loss(loss).delay(20 * MILLI, 2 * MILLI).host(Units.FIRST, host);
        SimScan scan = new SimScan(new SimTransport(network)).add(Units.of(1, 1, 4_000, Units.FREE));
        scan.run(600);

        assertThat(scan.found).hasSize(400);
        assertThat(scan.elapsedSeconds()).as("with eight at a time it would be hundreds").isLessThan(30);
    }

    @Test
    void lossIsSeenThoughEachHostTellsLittle() {
        SimNetwork network = new SimNetwork(3).loss(0.01).delay(20 * MILLI, MILLI);
        for (int host = 0; host < 128; host++) {
            network.host(Units.FIRST.plus(host), SimHost.all(SimHost.REJECTED));
        }
        SimScan scan = new SimScan(new SimTransport(network)).add(Units.of(1, 128, 32, Units.FREE));
        scan.run(60);

        assertThat(scan.outcome(1).quality().lossPpm()).isBetween(7_000, 13_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void answerThatComesTwiceIsNoLateAnswer(long seed) {
        SimNetwork network = new SimNetwork(seed).duplicates(0.5).delay(20 * MILLI, 2 * MILLI).host(Units.FIRST, hiding());
        SimScan scan = new SimScan(new SimTransport(network).hearsLate()).add(Units.of(1, 1, PORTS, Units.FREE));
        scan.run(60);

        assertThat(network.counts().duplicated()).as("seed %d", seed).isPositive();
        assertThat(scan.outcome(1).quality().answeredLate()).as("seed %d", seed).isZero();
        assertThat(scan.outcome(1).quality().minSilentAttempts()).as("seed %d", seed).isEqualTo(2);
    }

    @Test
    void answersThatComeTwiceSlowNothingDown() {
        double once = secondsFor(new SimNetwork(1));

        assertThat(secondsFor(new SimNetwork(1).duplicates(0.5))).isLessThan(1.5 * once);
    }

    /** To ask hosts whose ports are closed or rejected, by a transport that hears late answers. */
    private static double secondsFor(SimNetwork network) {
        network.delay(20 * MILLI, 2 * MILLI);
        for (int host = 0; host < 64; host++) {
            network.host(Units.FIRST.plus(host), host % 2 == 0 ? SimHost.closed() : SimHost.all(SimHost.REJECTED));
        }
        SimScan scan = new SimScan(new SimTransport(network).hearsLate()).add(Units.of(1, 64, 1_000, Units.FREE));
        scan.run(600);
        return scan.elapsedSeconds();
    }

    @Test
    void hostWhosePortsWereLostTwiceAtOnceIsAskedAsOftenAsTheLossOfOthersWants() {
        SimNetwork network = new SimNetwork(5).delay(20 * MILLI, MILLI);
        long first = SimScan.START_NANOS;
        for (int host = 0; host < 8; host++) {
            network.host(Units.FIRST.plus(host), SimHost.closed().gone(first, first + 60 * MILLI));
        }
        SimHost unlucky = SimHost.closed().gone(first, first + 60 * MILLI).gone(first + 1_500 * MILLI, first + 2_600 * MILLI);
        network.host(Units.FIRST, unlucky);
        SimScan scan = new SimScan(new SimTransport(network)).add(Units.of(1, 8, 1_000, Units.FREE));
        scan.run(120);

        assertThat(scan.outcome(1).quality().lossPpm()).isPositive();
        assertThat(ports(scan, PortState.CLOSED)).isEqualTo(8_000);
    }

    private static SimHost hiding() {
        return SimHost.dead().with(SimHost.OPEN, OPEN);
    }

    private static SimScan hiding(long seed, double loss) {
        SimNetwork network = new SimNetwork(seed).loss(loss).delay(20 * MILLI, 2 * MILLI).host(Units.FIRST, hiding());
        SimScan scan = new SimScan(new SimTransport(network)).add(Units.of(1, 1, PORTS, Units.FREE));
        scan.run(600);
        return scan;
    }

    private static int ports(SimScan scan, PortState state) {
        int count = 0;
        for (UnitOutcome.Host host : scan.outcome(1).hosts()) {
            for (Run run : host.runs().list()) {
                count += run.outcome().state() == state ? host.runs().portsIn(run) : 0;
            }
        }
        return count;
    }
}
