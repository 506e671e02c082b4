package dev.scanctl.agent.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.sim.SimScan;
import dev.scanctl.agent.sim.SimTransport;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every condition of a network, by each way of asking, drawn by several seeds; and under each its fault did occur. */
class AccuracyTest {
    private static final int SEEDS = 5;
    private static final ProbeLimits FAST = new ProbeLimits(0, 0, 65_536, 2, 10, 0);
    /** The shortest time-out of an attempt. */
    private static final long SPACED_NANOS = 100_000_000L;

    private static final long GRAIN_NANOS = 20_000;

    enum Way {
        CONNECT(new Shape(Protocol.TCP, 2, 10, 256, 0.25, FAST, false)),
        SYN(new Shape(Protocol.TCP, 2, 10, 256, 0.25, FAST, true)),
        UDP(new Shape(Protocol.UDP, 2, 80, 32, 0.25, FAST, true));

        private final Shape shape;

        Way(Shape shape) {
            this.shape = shape;
        }
    }

    static Stream<Arguments> cases() {
        return Arrays.stream(Condition.values())
                .flatMap(condition -> Arrays.stream(Way.values()).map(way -> Arguments.of(condition, way)));
    }

    @ParameterizedTest(name = "{0} by {1}")
    @MethodSource("cases")
    void verdictsAreThoseOfTheNetwork(Condition condition, Way way) {
        long occurred = LongStream.rangeClosed(1, SEEDS)
                .map(seed -> scan(condition, way, seed))
                .sum();

        assertThat(occurred).as("the fault occurred: %s by %s", condition, way).isPositive();
    }

    /** Gives how often the condition's fault occurred. */
    private static long scan(Condition condition, Way way, long seed) {
        String drawn = condition + " by " + way + ", seed " + seed;
        World world = new World(condition, way.shape, seed);
        SimScan scan = world.scan(new SimTransport(world.network).capacity(65_536), GRAIN_NANOS);
        Score score = Score.of(world, scan);

        assertAccurate(condition, score, drawn);
        assertComplete(world, scan, drawn);
        assertPatient(world, scan, drawn);
        return condition.occurred(world.network.counts());
    }

    private static void assertAccurate(Condition condition, Score score, String drawn) {
        assertThat(score.open).as("open ports: %s", drawn).isPositive();
        assertThat(score.falseOpen).as("false open ports: %s", drawn).isZero();
        assertThat(score.invented).as("answers that no port gave: %s", drawn).isZero();
        assertThat(score.gaps).as("ports without a verdict: %s", drawn).isLessThanOrEqualTo(condition.mayInterrupt() ? score.ports : 0);
        assertThat(score.missedOpen)
                .as("missed of %d open ports: %s", score.open, drawn)
                .isLessThanOrEqualTo((long) Math.ceil((1 - condition.wanted) * score.open));
        if (condition.wanted == 1) {
            assertThat(score.missedOther).as("taken for silent: %s", drawn).isZero();
        }
    }

    /** Every host and port has exactly one verdict, and each open port was told once. */
    private static void assertComplete(World world, SimScan scan, String drawn) {
        List<Address> planned = new ArrayList<>();
        world.units.forEach(unit -> {
            for (long rank = 0; rank < unit.addresses().size(); rank++) {
                planned.add(unit.addresses().at(rank));
            }
        });
        List<UnitOutcome.Host> hosts = hosts(scan).toList();
        assertThat(hosts).as(drawn).extracting(UnitOutcome.Host::address).containsExactlyInAnyOrderElementsOf(planned);
        assertThat(hosts).as(drawn).allSatisfy(host -> {
            assertThat(host.runs().ports()).isEqualTo(world.units.getFirst().ports());
            assertThat(host.runs().list().stream().mapToInt(host.runs()::portsIn).sum())
                    .isEqualTo(host.runs().ports().size());
        });
        assertThat(scan.found)
                .as(drawn)
                .containsExactlyInAnyOrderElementsOf(scan.finished.values().stream()
                        .flatMap(outcome -> outcome.open().stream())
                        .toList())
                .extracting(finding -> new Place(finding.address(), finding.port()))
                .doesNotHaveDuplicates();
    }

    private record Place(Address address, int port) {}

    /** No port is taken for silent before it was asked twice, with time between. */
    private static void assertPatient(World world, SimScan scan, String drawn) {
        Map<Place, List<Long>> asked = scan.transport.sent().stream()
                .collect(Collectors.groupingBy(
                        sent -> new Place(sent.target(), sent.port()),
                        Collectors.mapping(SimTransport.Sent::atNanos, Collectors.toList())));
        hosts(scan).forEach(host -> silentPorts(world, host).forEach(port -> {
            List<Long> times = asked.getOrDefault(new Place(host.address(), port), List.of());
            assertThat(times).as("attempts at %s:%d, %s", host.address(), port, drawn).hasSizeGreaterThanOrEqualTo(2);
            for (int i = 1; i < times.size(); i++) {
                assertThat(times.get(i) - times.get(i - 1))
                        .as("distance of attempts at %s:%d, %s", host.address(), port, drawn)
                        .isGreaterThanOrEqualTo(SPACED_NANOS);
            }
        }));
    }

    private static Stream<UnitOutcome.Host> hosts(SimScan scan) {
        return scan.finished.values().stream().map(UnitOutcome::hosts).flatMap(List::stream);
    }

    private static List<Integer> silentPorts(World world, UnitOutcome.Host host) {
        List<Integer> silent = new ArrayList<>();
        for (Run run : host.runs().list()) {
            for (int port = run.firstPort(); port <= run.lastPort() && run.outcome() == world.silence(); port++) {
                silent.add(port);
            }
        }
        return silent;
    }
}
