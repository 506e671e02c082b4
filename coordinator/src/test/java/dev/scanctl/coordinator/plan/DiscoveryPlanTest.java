package dev.scanctl.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Units that look for live hosts: behind the port units by number, before them by position. */
final class DiscoveryPlanTest {
    private static final PortSet TCP = PortSet.of(new PortRange(1, 7));
    private static final PortSet UDP = PortSet.of(new PortRange(53, 55));

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    private static AddressSet addresses(Random random) {
        List<AddressRange> ranges = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            boolean v6 = random.nextInt(3) == 0;
            Address base = Address.parse(v6 ? "2001:db8:ffff:ffff:ffff:ffff:ffff:ff80" : "10.0.255.128");
            Address first = base.plus(random.nextInt(300));
            ranges.add(new AddressRange(first, first.plus(random.nextInt(80))));
        }
        return AddressSet.of(ranges);
    }

    private static UnitShape shape(Random random) {
        return new UnitShape(
                1 + random.nextInt(200), 1 + random.nextInt(8), 1 + random.nextInt(40), 1 + random.nextInt(3));
    }

    private static Plan plan(long seed, boolean discovery) {
        Random random = new Random(seed);
        return Plan.of(addresses(random), TCP, UDP, shape(random), discovery, seed);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void portUnitsAreTheSameWithAndWithoutDiscovery(long seed) {
        Plan with = plan(seed, true);
        Plan without = plan(seed, false);

        assertThat(with.unitCount()).isEqualTo(without.unitCount() + with.discoveryUnits());
        assertThat(without.discovers()).isFalse();
        for (long unit = 0; unit < without.unitCount(); unit++) {
            assertThat(with.unit(unit)).isEqualTo(without.unit(unit));
            assertThat(with.isDiscovery(unit)).isFalse();
            assertThat(with.unit(unit).size()).isEqualTo((int) with.hostsOf(unit) * with.portsOf(unit));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyAddressIsLookedForOnceAndBeforeItsPorts(long seed) {
        Plan plan = plan(seed, true);
        AddressSet looked = AddressSet.EMPTY;

        for (long position = 0; position < plan.unitCount(); position++) {
            PlannedUnit unit = plan.unit(plan.unitAt(position));
            assertThat(plan.positionOf(unit.number())).isEqualTo(position);
            assertThat(unit.discovery()).isEqualTo(position < plan.discoveryUnits());
            if (unit.discovery()) {
                assertThat(unit.addresses().intersect(looked).isEmpty()).isTrue();
                looked = looked.union(unit.addresses());
            }
        }

        assertThat(looked).isEqualTo(plan.addresses());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void planIsTheSameFromItsBytes(long seed) {
        Plan plan = plan(seed, true);

        assertThat(Plan.decode(plan.encode())).isEqualTo(plan);
        assertThat(plan(seed, false)).isNotEqualTo(plan);
        assertThat(plan.encode()[0]).isEqualTo((byte) 2);
        assertThat(plan(seed, false).encode()[0]).isEqualTo((byte) 1);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void hostsThatAreDownAreFoundInEveryUnit(long seed) {
        Plan plan = plan(seed, true);
        Random random = new Random(-seed);
        AddressSet down = random.nextInt(4) == 0 ? plan.addresses() : plan.addresses().intersect(addresses(random));
        DownHosts hosts = new DownHosts(plan);
        long ports = plan.unitCount() - plan.discoveryUnits();

        for (long unit = ports; unit < plan.unitCount(); unit++) {
            PlannedUnit discovery = plan.unit(unit);
            assertThat(hosts.knows(unit)).isFalse();
            hosts.learn(unit, DownHosts.bits(discovery, discovery.addresses().intersect(down)));
        }

        for (long unit = 0; unit < ports; unit++) {
            AddressSet own = plan.unit(unit).addresses();
            assertThat(hosts.ready(unit)).isTrue();
            assertThat(hosts.of(unit)).isEqualTo(own.intersect(down));
            assertThat(hosts.all(unit)).isEqualTo(own.minus(down).isEmpty());
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void unitIsReadyWhenAllDiscoveryOfItsAddressesIsDone(long seed) {
        Plan plan = plan(seed, true);
        DownHosts hosts = new DownHosts(plan);
        long ports = plan.unitCount() - plan.discoveryUnits();
        AddressSet missing = AddressSet.EMPTY;

        for (long unit = ports; unit < plan.unitCount(); unit++) {
            if (new Random(seed + unit).nextInt(3) > 0) {
                hosts.learn(unit, new byte[0]);
            } else {
                missing = missing.union(plan.unit(unit).addresses());
            }
        }

        for (long unit = 0; unit < ports; unit++) {
            assertThat(hosts.ready(unit))
                    .isEqualTo(plan.unit(unit).addresses().intersect(missing).isEmpty());
            assertThat(hosts.all(unit)).isFalse();
        }
    }

    @Test
    void aLargeNetworkIsLookedThroughInThousandsOfUnitsNotMillions() {
        AddressSet net = AddressSet.of(AddressRange.ofPrefix(Address.parse("10.0.0.0"), 8));
        Plan plan = Plan.of(net, TCP, PortSet.EMPTY, new UnitShape(16_384, 65_536, 4_096, 32), true, 1);

        assertThat(plan.discoveryUnits()).isBetween(4_096L, 8_192L);
        assertThat(plan.unit(plan.unitCount() - 1).addresses().size()).isLessThanOrEqualTo(Sweep.MAX_HOSTS);
    }
}
