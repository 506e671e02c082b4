package dev.scanctl.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scanctl.proto.v1.Profile;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class PlanTest {
    private static final PortSet EVERY_PORT = PortSet.of(new PortRange(1, 65_535));
    private static final UnitShape FAST = UnitShape.of(Profile.PROFILE_FAST, 0);

    @Test
    void classAByEveryPortIsAFewBytesWhateverItsSize() {
        Plan plan = Plan.of(prefix("10.0.0.0", 8), EVERY_PORT, PortSet.EMPTY, FAST, 7);

        assertThat(plan.probeCount()).isEqualTo(16_777_216L * 65_535);
        assertThat(plan.unitCount()).isEqualTo(16_777_216L);
        assertThat(plan.encode()).hasSizeLessThan(64);
        assertThat(Plan.decode(plan.encode())).isEqualTo(plan);
        PlannedUnit last = plan.unit(plan.unitCount() - 1);
        assertThat(last.addresses()).hasToString("[10.255.255.255]");
        assertThat(last.size()).isEqualTo(65_535);
    }

    @Test
    void wholeInternetOnOnePortIsPlanned() {
        Plan plan = Plan.of(prefix("0.0.0.0", 0), port(443), PortSet.EMPTY, FAST, 7);

        assertThat(plan.unitCount()).isEqualTo(65_536);
        assertThat(plan.unit(0).addresses().at(0)).hasToString("0.0.0.0");
        assertThat(plan.unit(65_535).addresses().at(65_535)).hasToString("255.255.255.255");
        assertThat(plan.unitOf(Address.parse("255.255.0.0"), Protocol.TCP, 443)).isEqualTo(65_535);
    }

    @Test
    void largestPlanHas2To48ProbesAndOneMoreIsRefused() {
        AddressSet largest = prefix("2001:db8::", 80);
        Plan plan = Plan.of(largest, port(80), PortSet.EMPTY, FAST, 7);

        assertThat(plan.probeCount()).isEqualTo(Plan.MAX_PROBES);
        assertThat(plan.unitAt(plan.positionOf(12_345_678))).isEqualTo(12_345_678);
        AddressSet oneMore = largest.union(prefix("10.0.0.1", 32));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.of(oneMore, port(80), PortSet.EMPTY, FAST, 7));
    }

    @Test
    void probesOfHugeSpacesSaturate() {
        assertThat(Plan.probes(prefix("::", 0), EVERY_PORT, EVERY_PORT)).isEqualTo(Long.MAX_VALUE);
        assertThat(Plan.probes(prefix("::", 64), EVERY_PORT, port(1))).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void nothingToProbeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.of(AddressSet.EMPTY, port(80), PortSet.EMPTY, FAST, 7));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.of(prefix("10.0.0.0", 8), PortSet.EMPTY, PortSet.EMPTY, FAST, 7));
    }

    @Test
    void unitsAreHandedOutInAPermutedOrder() {
        Plan plan = Plan.of(prefix("10.0.0.0", 16), EVERY_PORT, PortSet.EMPTY, FAST, 7);

        long[] order = LongStream.range(0, 1_000).map(plan::unitAt).toArray();

        assertThat(order).doesNotHaveDuplicates().isNotEqualTo(LongStream.range(0, 1_000).toArray());
        assertThat(plan.positionOf(order[17])).isEqualTo(17);
    }

    @Test
    void unitsThatTouchAnAddressAreThoseThatProbeIt() {
        Plan plan = Plan.of(prefix("10.0.0.0", 24), EVERY_PORT, port(53), UnitShape.of(Profile.PROFILE_NORMAL, 0), 7);
        Address address = Address.parse("10.0.0.200");

        List<Long> expected = LongStream.range(0, plan.unitCount())
                .filter(unit -> plan.unit(unit).addresses().contains(address))
                .boxed()
                .toList();

        assertThat(plan.unitsOf(address).boxed()).isEqualTo(expected).hasSizeGreaterThan(4);
        assertThat(plan.unitsOf(Address.parse("10.0.1.0"))).isEmpty();
    }

    @Test
    void unitOutsideThePlanIsRefused() {
        Plan plan = Plan.of(prefix("10.0.0.0", 24), port(80), PortSet.EMPTY, FAST, 7);

        assertThatThrownBy(() -> plan.unit(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> plan.unit(plan.unitCount())).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(plan.unitOf(Address.parse("10.0.0.1"), Protocol.TCP, 81)).isEqualTo(-1);
        assertThat(plan.unitOf(Address.parse("10.0.0.1"), Protocol.UDP, 80)).isEqualTo(-1);
        assertThat(plan.unitOf(Address.parse("2001:db8::1"), Protocol.TCP, 80)).isEqualTo(-1);
    }

    @Test
    void scatteredTargetsMakeUnitsWhoseGrantFitsAControlMessage() {
        List<AddressRange> everyOther = IntStream.range(0, 65_000)
                .mapToObj(i -> AddressRange.of(Address.v4(2 * i)))
                .toList();
        PortSet oddPorts = PortSet.of(IntStream.range(0, 32_768)
                .mapToObj(i -> PortRange.of(2 * i + 1))
                .toList());

        Plan wide = Plan.of(AddressSet.of(everyOther), port(80), PortSet.EMPTY, FAST, 7);
        Plan tall = Plan.of(prefix("10.0.0.0", 20), oddPorts, PortSet.EMPTY, FAST, 7);

        assertThat(wide.unit(0).addresses().ranges()).hasSizeLessThanOrEqualTo(Cut.MAX_ADDRESS_RANGES);
        assertThat(tall.unit(0).ports().ranges()).hasSizeLessThanOrEqualTo(Cut.MAX_PORT_RANGES);
        assertThat(wide.unit(0).size()).isGreaterThan(500);
        assertThat(tall.unit(0).size()).isGreaterThan(10_000);
    }

    @Test
    void damagedBytesGiveOneKindOfException() {
        byte[] sound = Plan.of(prefix("10.0.0.0", 24), EVERY_PORT, port(53), FAST, 7).encode();
        for (int cut = 0; cut < sound.length; cut++) {
            byte[] bytes = Arrays.copyOf(sound, cut);
            assertThatIllegalArgumentException().isThrownBy(() -> Plan.decode(bytes));
        }
        byte[] longer = Arrays.copyOf(sound, sound.length + 1);
        assertThatIllegalArgumentException().isThrownBy(() -> Plan.decode(longer)).withMessageContaining("too many");
    }

    @Test
    void newerFormatIsRefusedByName() {
        byte[] bytes = Plan.of(prefix("10.0.0.0", 24), port(80), PortSet.EMPTY, FAST, 7).encode();
        bytes[0] = 9;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.decode(bytes))
                .withMessage("the plan has format 9 and this version of the program reads formats up to 2");
    }

    static AddressSet prefix(String address, int length) {
        return AddressSet.of(AddressRange.ofPrefix(Address.parse(address), length));
    }

    static PortSet port(int port) {
        return PortSet.of(PortRange.of(port));
    }
}
