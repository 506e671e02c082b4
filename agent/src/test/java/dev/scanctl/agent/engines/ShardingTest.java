package dev.scanctl.agent.engines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShardingTest {
    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void eachAddressStandsInOnePartWhichItsNumberNames(int seed) {
        Random random = new Random(seed);
        AddressSet addresses = random(random);
        int engines = 1 + random.nextInt(5);

        List<AddressSet> parts = Sharding.split(unit(addresses, 100), engines);

        assertThat(parts).as("seed %s", seed).hasSize(engines);
        assertThat(parts.stream().mapToLong(AddressSet::size).sum()).as("seed %s", seed).isEqualTo(addresses.size());
        for (long rank = 0; rank < addresses.size(); rank++) {
            Address address = addresses.at(rank);
            assertThat(parts.get(Sharding.of(address, engines)).contains(address))
                    .as("seed %s: %s", seed, address)
                    .isTrue();
        }
    }

    @Test
    void aBlockIsCutEvenly() {
        for (String block : List.of("10.0.0.0/24", "10.9.8.0/28", "192.168.0.0/23", "2001:db8::/120")) {
            AddressSet addresses = prefix(block);
            for (AddressSet part : Sharding.split(unit(addresses, 100), 2)) {
                assertThat(part.size()).as(block).isEqualTo(addresses.size() / 2);
            }
        }
    }

    @Test
    void theFirstHostsOfManyNetworksAreCutEvenly() {
        List<AddressRange> gateways = IntStream.range(0, 256)
                .mapToObj(i -> AddressRange.of(Address.v4(10 << 24 | i << 8 | 1)))
                .toList();

        for (AddressSet part : Sharding.split(unit(AddressSet.of(gateways), 100), 2)) {
            assertThat(part.size()).isEqualTo(128);
        }
    }

    @Test
    void aUnitWithFewPortsIsOnlyCutWhereEachPartHasNeighboursEnough() {
        assertThat(used("10.0.0.0/26", 2, 2)).isEqualTo(1);
        assertThat(used("10.0.0.0/25", 2, 2)).isEqualTo(2);
        assertThat(used("10.0.0.0/28", 100, 2)).isEqualTo(2);
    }

    @Test
    void unitsOfOneHostEachAreSpreadOverTheEngines() {
        assertThat(IntStream.range(0, 64)
                        .mapToObj(i -> "10.0.0." + i + "/32")
                        .map(host -> Sharding.split(unit(prefix(host), 1_000), 2))
                        .filter(parts -> parts.get(0).isEmpty()))
                .hasSize(32);
    }

    private static long used(String prefix, int ports, int engines) {
        return Sharding.split(unit(prefix(prefix), ports), engines).stream()
                .filter(part -> !part.isEmpty())
                .count();
    }

    private static ProbeUnit unit(AddressSet addresses, int ports) {
        return new ProbeUnit(
                1, Method.CONNECT, Protocol.TCP, addresses, PortSet.of(new PortRange(1, ports)), 7,
                new ProbeLimits(0, 0, 4, 2, 4, 0));
    }

    private static AddressSet prefix(String text) {
        String[] parts = text.split("/");
        return AddressSet.of(AddressRange.ofPrefix(Address.parse(parts[0]), Integer.parseInt(parts[1])));
    }

    private static AddressSet random(Random random) {
        List<AddressRange> ranges = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(8); i++) {
            Address first = random.nextBoolean()
                    ? Address.v4(10 << 24 | random.nextInt(1 << 12))
                    : new Address(true, 0x2001_0db8L << 32, random.nextInt(1 << 12));
            ranges.add(new AddressRange(first, first.plus(random.nextInt(40))));
        }
        return AddressSet.of(ranges);
    }
}
