package dev.scanctl.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.proto.v1.Profile;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import org.junit.jupiter.api.Test;

final class UnitShapeTest {
    private static final PortSet THOUSAND = PortSet.of(new PortRange(1, 1_000));

    @Test
    void fastUnitsHave65536ProbesAndNormalOnesAQuarterOfThat() {
        assertThat(UnitShape.of(Profile.PROFILE_FAST, 0).tcpProbes()).isEqualTo(65_536);
        assertThat(UnitShape.of(Profile.PROFILE_NORMAL, 0).tcpProbes()).isEqualTo(16_384);
        assertThat(UnitShape.of(Profile.PROFILE_UNSPECIFIED, 0)).isEqualTo(UnitShape.of(Profile.PROFILE_NORMAL, 0));
    }

    @Test
    void fragileUnitsHaveAFewHundredProbesOfAHost() {
        Plan plan = plan(UnitShape.of(Profile.PROFILE_FRAGILE, 0), 16);

        assertThat(plan.unit(0).ports().size()).isLessThanOrEqualTo(256);
        assertThat(plan.unit(0).addresses().size()).isLessThanOrEqualTo(16);
    }

    @Test
    void rateCapMakesUnitsOfHalfAMinute() {
        assertThat(UnitShape.of(Profile.PROFILE_FAST, 1_000).tcpProbes()).isEqualTo(30_000);
        assertThat(UnitShape.of(Profile.PROFILE_FAST, 1).tcpProbes()).isEqualTo(256);
        assertThat(UnitShape.of(Profile.PROFILE_FAST, Long.MAX_VALUE).tcpProbes()).isEqualTo(65_536);
        assertThat(UnitShape.of(Profile.PROFILE_NORMAL, 1_000_000).tcpProbes()).isEqualTo(16_384);
    }

    @Test
    void smallPlansAreCutForSeveralAgents() {
        UnitShape fast = UnitShape.of(Profile.PROFILE_FAST, 0);

        assertThat(plan(fast, 24).unitCount()).isBetween(16L, 17L);
        assertThat(plan(fast, 32).unitCount()).isEqualTo(1);
        assertThat(plan(fast, 31).unit(0).size()).isBetween(1_000, 2_000);
    }

    @Test
    void tcpUnitsAreTallAndUdpUnitsWide() {
        Plan plan = Plan.of(
                PlanTest.prefix("10.0.0.0", 16), THOUSAND, THOUSAND, UnitShape.of(Profile.PROFILE_NORMAL, 0), 7);

        PlannedUnit tcp = plan.unit(0);
        PlannedUnit udp = plan.unit(plan.unitCount() - 1);

        assertThat(tcp.ports()).isEqualTo(THOUSAND);
        assertThat(tcp.addresses().size()).isEqualTo(16);
        assertThat(udp.ports().size()).isLessThanOrEqualTo(32);
        assertThat(udp.addresses().size()).isGreaterThan(100);
    }

    private static Plan plan(UnitShape shape, int prefix) {
        return Plan.of(PlanTest.prefix("10.0.0.0", prefix), THOUSAND, PortSet.EMPTY, shape, 7);
    }
}
