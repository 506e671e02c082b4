package dev.scanctl.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Small random spaces, enumerated whole. The seed is the test's argument and so stands in each failure. */
final class PlanPropertyTest {

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    private record Probe(Address address, Protocol protocol, int port) {}

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyProbeIsInExactlyOneUnit(long seed) {
        RandomPlan random = new RandomPlan(seed);
        Plan plan = random.plan();
        Map<Probe, Long> unitOf = new HashMap<>();

        for (long number = 0; number < plan.unitCount(); number++) {
            PlannedUnit unit = plan.unit(number);
            assertThat(unit.number()).isEqualTo(number);
            assertThat(unit.size()).isBetween(1, random.most(unit.protocol()));
            for (Probe probe : probes(unit.addresses(), unit.protocol(), unit.ports())) {
                assertThat(unitOf.put(probe, number)).as("%s twice", probe).isNull();
            }
        }

        Set<Probe> expected = new HashSet<>(probes(random.targets, Protocol.TCP, random.tcp));
        expected.addAll(probes(random.targets, Protocol.UDP, random.udp));
        assertThat(unitOf.keySet()).isEqualTo(expected);
        assertThat(plan.probeCount()).isEqualTo(expected.size());
        unitOf.forEach((probe, number) ->
                assertThat(plan.unitOf(probe.address, probe.protocol, probe.port)).isEqualTo(number));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void orderHandsOutEveryUnitOnce(long seed) {
        Plan plan = new RandomPlan(seed).plan();

        long[] units = LongStream.range(0, plan.unitCount()).map(plan::unitAt).sorted().toArray();

        assertThat(units).isEqualTo(LongStream.range(0, plan.unitCount()).toArray());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void bytesGiveTheSamePlanAgain(long seed) {
        RandomPlan random = new RandomPlan(seed);
        Plan plan = random.plan();

        Plan again = Plan.decode(plan.encode());

        assertThat(again).isEqualTo(plan).hasSameHashCodeAs(plan);
        assertThat(again.unitAt(0)).isEqualTo(plan.unitAt(0));
        assertThat(again.addresses()).isEqualTo(random.targets);
        assertThat(again.ports(Protocol.TCP)).isEqualTo(random.tcp);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void unitsThatTouchSomeAddressesAreFoundOnceEach(long seed) {
        RandomPlan random = new RandomPlan(seed);
        Plan plan = random.plan();
        AddressSet some = random.addresses();

        List<Long> expected = LongStream.range(0, plan.unitCount())
                .filter(unit -> !plan.unit(unit).addresses().intersect(some).isEmpty())
                .boxed()
                .toList();

        assertThat(plan.unitsTouching(some).boxed()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void strangersBytesGiveAPlanOrOneKindOfException(long seed) {
        Random random = new Random(seed);
        byte[] sound = new RandomPlan(seed).plan().encode();
        for (int i = 0; i < 200; i++) {
            byte[] bytes = sound.clone();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            assertThatCode(() -> {
                        try {
                            Plan plan = Plan.decode(bytes);
                            plan.unit(plan.unitCount() - 1);
                        } catch (IllegalArgumentException refused) {
                            assertThat(refused).hasMessageNotContaining("null");
                        }
                    })
                    .doesNotThrowAnyException();
        }
    }

    private static List<Probe> probes(AddressSet addresses, Protocol protocol, PortSet ports) {
        return LongStream.range(0, addresses.size())
                .mapToObj(addresses::at)
                .flatMap(address -> Stream.iterate(0, rank -> rank < ports.size(), rank -> rank + 1)
                        .map(rank -> new Probe(address, protocol, ports.at(rank))))
                .toList();
    }

    /** A plan of at most some thousand probes, with exclusions that cut blocks. */
    private static final class RandomPlan {
        private final Random random;
        final AddressSet targets;
        final PortSet tcp;
        final PortSet udp;
        final UnitShape shape;

        RandomPlan(long seed) {
            random = new Random(seed);
            targets = addresses().minus(addresses()).union(AddressSet.of(range()));
            tcp = ports().union(PlanTest.port(random.nextInt(65_536)));
            udp = random.nextBoolean() ? PortSet.EMPTY : ports();
            shape = new UnitShape(size(), size(), size(), size());
        }

        Plan plan() {
            return Plan.of(targets, tcp, udp, shape, random.nextLong());
        }

        int most(Protocol protocol) {
            return protocol == Protocol.TCP ? shape.tcpProbes() : shape.udpProbes();
        }

        private int size() {
            return 1 + random.nextInt(random.nextBoolean() ? 8 : 400);
        }

        AddressSet addresses() {
            List<AddressRange> ranges = new ArrayList<>();
            for (int i = random.nextInt(5); i >= 0; i--) {
                ranges.add(range());
            }
            return AddressSet.of(ranges);
        }

        private AddressRange range() {
            boolean v6 = random.nextInt(3) == 0;
            Address base = Address.parse(v6 ? "2001:db8:ffff:ffff:ffff:ffff:ffff:ff80" : "10.0.255.128");
            Address first = base.plus(random.nextInt(200));
            return new AddressRange(first, first.plus(random.nextInt(20)));
        }

        private PortSet ports() {
            List<PortRange> ranges = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                int first = random.nextInt(2) * 65_500 + random.nextInt(30);
                ranges.add(new PortRange(first, first + random.nextInt(6)));
            }
            return PortSet.of(ranges);
        }
    }
}
