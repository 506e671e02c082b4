package dev.scanctl.agent.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.sim.SimHost;
import dev.scanctl.agent.sim.SimNetwork;
import dev.scanctl.agent.sim.SimScan;
import dev.scanctl.agent.sim.SimTransport;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Protocol;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths that lose answers are not taken for hosts that limit them, and are not crept along. */
class RateTrialTest {
    private static final long MILLI = 1_000_000L;
    private static final int HOSTS = 64;
    private static final int SEEDS = 8;
    private static final ProbeLimits FAST = new ProbeLimits(0, 0, 65_536, 2, 10, 0);

    private static final Map<String, UnaryOperator<SimNetwork>> PATHS = Map.of(
            "5 % lost", path -> path.loss(0.05),
            "20 % lost", path -> path.loss(0.2),
            "bursts", path -> path.badSpells(900 * MILLI, 100 * MILLI, 1),
            "far away", path -> path.delay(600 * MILLI, 50 * MILLI),
            "lulls", path -> path.loss(0.005).lull(4_000 * MILLI, 600 * MILLI));

    @ParameterizedTest
    @ValueSource(strings = {"5 % lost", "20 % lost", "far away", "lulls"})
    void lossOfThePathIsHardlyEverTakenForALimit(String path) {
        assertThat(named(path)).as("of %d hosts, seeds 1 to %d", SEEDS * HOSTS, SEEDS).isLessThanOrEqualTo(SEEDS * HOSTS / 200);
    }

    /** One that swallows all that a host was asked in its first second looks like it. */
    @Test
    void fewBurstsOfLossAreTakenForALimit() {
        assertThat(named("bursts")).as("of %d hosts, seeds 1 to %d", SEEDS * HOSTS, SEEDS).isLessThan(SEEDS * HOSTS / 50);
    }

    /** Half of what is asked in the first seconds is not answered in time, and all of what is asked more slowly. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void answersThatComeLateWereNotWithheld(boolean theyCome) {
        HostRate rate = new HostRate();
        long nowNanos = 0;
        for (int i = 0; nowNanos < 1_500 * MILLI; i++, nowNanos += 3 * MILLI) {
            rate.sent(nowNanos, 100 * MILLI);
            if (i % 2 == 0) {
                rate.answered(nowNanos);
            } else if (theyCome) {
                rate.answeredLate(nowNanos);
            }
        }
        rate.pressed(nowNanos);
        for (int i = 0; i < 400; i++, nowNanos += Math.max(3 * MILLI, rate.pace().intervalNanos())) {
            rate.sent(nowNanos, 100 * MILLI);
            rate.answered(nowNanos);
        }

        assertThat(rate.isLimited()).isEqualTo(!theyCome);
    }

    private static int named(String path) {
        int named = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            named += scan(seed, PATHS.get(path)).outcome(1).remarks().size();
        }
        return named;
    }

    @Test
    void aPathThatLosesAFifthEachWayIsNotCreptAlong() {
        SimScan scan = scan(3, PATHS.get("20 % lost"));

        assertThat(scan.elapsedSeconds()).isLessThan(60);
    }

    /** What they withhold was not lost, however many they are. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void lossIsNotOverestimatedForHostsThatLimit(long seed) {
        SimNetwork network = new SimNetwork(seed).delay(20 * MILLI, 2 * MILLI).loss(0.005);
        for (int host = 0; host < HOSTS; host++) {
            SimHost closed = SimHost.closed().with(SimHost.OPEN, 22);
            network.host(Units.FIRST.plus(host), host % 4 == 0 ? closed : closed.resetsPerSecond(200));
        }
        UnitOutcome.Quality quality = scanOf(seed, network).outcome(1).quality();

        assertThat(quality.lossPpm()).as("one way, of 5,000").isBetween(2_000, 10_000);
    }

    private static SimScan scan(long seed, @Nullable UnaryOperator<SimNetwork> path) {
        SimNetwork network = Objects.requireNonNull(path).apply(new SimNetwork(seed).delay(20 * MILLI, 2 * MILLI));
        for (int host = 0; host < HOSTS; host++) {
            network.host(Units.FIRST.plus(host), SimHost.closed().with(SimHost.OPEN, 22));
        }
        return scanOf(seed, network);
    }

    private static SimScan scanOf(long seed, SimNetwork network) {
        SimScan scan = new SimScan(new SimTransport(network).capacity(65_536).hearsLate());
        scan.add(new ProbeUnit(
                1, Method.SYN, Protocol.TCP, Units.addresses(HOSTS), Units.ports(1_000), 7 + seed, FAST));
        scan.run(600);
        return scan;
    }
}
