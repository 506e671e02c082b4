package dev.scanctl.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.grammar.NameResolver;
import dev.scanctl.proto.v1.ProbeSettings;
import dev.scanctl.proto.v1.ResolvedName;
import dev.scanctl.proto.v1.ScanSpec;
import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Protocol;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PlannerTest {
    private static final NameResolver NAMES = name -> {
        if (name.equals("www.test")) {
            return List.of(Address.parse("10.1.0.1"), Address.parse("2001:db8::1"));
        }
        throw new UnknownHostException(name);
    };

    private final Planner planner = new Planner(NAMES, () -> 42);

    @Test
    void exclusionsAreTakenOutAndCounted() {
        PlannedScan scan = planner.plan(spec("10.0.0.0/24").addExclusions(text("10.0.0.10-10.0.0.19")).build());

        assertThat(scan.excludedAddresses()).isEqualTo(10);
        assertThat(scan.plan().addresses().size()).isEqualTo(246);
        assertThat(scan.targets().size()).isEqualTo(256);
        assertThat(scan.exclusions().size()).isEqualTo(10);
        assertThat(scan.warnings()).isEmpty();
    }

    @Test
    void exclusionsThatTakeNothingOutAreWarnedOf() {
        PlannedScan scan = planner.plan(spec("10.0.0.0/24").addExclusions(text("10.9.0.0/24")).build());

        assertThat(scan.warnings()).containsExactly("The exclusions take nothing out of the targets.");
    }

    @Test
    void namesAreKeptWithTheirAddressesAndWarnedOf() {
        PlannedScan scan = planner.plan(spec("www.test").build());

        assertThat(scan.plan().addresses()).hasToString("[10.1.0.1, 2001:db8::1]");
        assertThat(scan.names())
                .containsExactly(ResolvedName.newBuilder()
                        .setName("www.test")
                        .addAddresses("10.1.0.1")
                        .addAddresses("2001:db8::1")
                        .build());
        assertThat(scan.warnings()).singleElement().asString().contains("resolve");
    }

    @Test
    void defaultPortsAreTheThousandOfTheRankedList() {
        assertThat(planner.plan(spec("10.0.0.1").build()).plan().probeCount()).isEqualTo(1_000);
        assertThat(planner.plan(spec("10.0.0.1").setTopPorts(2).build()).plan().ports(Protocol.TCP))
                .hasToString("80,443");
    }

    @Test
    void excludedPortsGoFromBothProtocols() {
        Plan plan = planner.plan(spec("10.0.0.1").setPorts("T:53-55,U:53").setExcludePorts("54,53").build())
                .plan();

        assertThat(plan.ports(Protocol.TCP)).hasToString("55");
        assertThat(plan.ports(Protocol.UDP).isEmpty()).isTrue();
    }

    @Test
    void refusalsAreOneSentence() {
        refused(ScanSpec.newBuilder(), "no target was given");
        refused(spec("10.0.0.1").addExclusions(text("10.0.0.0/8")), "the exclusions leave no target");
        refused(spec("10.0.0.1").setPorts("80").setExcludePorts("80"), "the excluded ports leave no port to probe");
        refused(spec("10.0.0.1").setPorts("80").setTopPorts(10), "ports and a number of top ports cannot both be given");
        refused(spec("10.0.0.1").setTopPorts(1_001), "the top ports are 1 to 1000, not 1001");
        refused(spec("10.0.0.1").setTopPorts(-1), "the top ports are 1 to 1000, not 4294967295");
        refused(spec("10.0.0.1").setPorts("22,70000"), "port 70000 in \"22,70000\" at character 4 is above 65535");
        refused(
                spec("2001:db8::/64").setPorts("80"),
                "the scan would send more than 2^48 probes from each segment; name smaller networks or fewer ports");
        refused(
                spec("fe80::1"),
                "target fe80::1 is link-local and needs a zone, the agent's interface, such as fe80::1%eth0");
        refused(
                spec("fe80:0:0:1::1%eth0"),
                "target fe80:0:0:1::1 is link-local and not in fe80::/64, where link-local hosts are");
        refused(spec("0.0.0.0"), "the targets are no addresses to probe");
    }

    @Test
    void moreThan65535RangesAreRefused() {
        refused(
                spec("10.0-255.0-255.1,3"),
                "the targets are 131072 separate ranges and a scan takes 65535; split it into several scans");
    }

    @Test
    void nameThatDoesNotResolveSaysSo() {
        assertThatExceptionOfType(BadInput.class)
                .isThrownBy(() -> planner.plan(spec("gone.test").build()))
                .withMessage("host name gone.test does not resolve at the coordinator")
                .matches(BadInput::unresolved);
    }

    @Test
    void zoneOfTargetsOrSettingsIsTheScans() {
        ProbeSettings eth0 = ProbeSettings.newBuilder().setZone("eth0").build();

        assertThat(planner.plan(spec("fe80::1%eth1").build()).zone()).isEqualTo("eth1");
        assertThat(planner.plan(spec("fe80::1").setSettings(eth0).build()).zone()).isEqualTo("eth0");
        refused(
                spec("fe80::1%eth1").setSettings(eth0),
                "zone eth1 of the targets differs from zone eth0 of the settings");
    }

    @Test
    void addressesThatNameNoHostOfTheNetworkAreLeftOut() {
        PlannedScan scan = planner.plan(spec("0.0.0.0/30").setPorts("80").build());

        assertThat(scan.plan().addresses()).hasToString("[0.0.0.1-0.0.0.3]");
        assertThat(scan.warnings()).singleElement().asString().startsWith("Left out: 0.0.0.0");
    }

    private void refused(ScanSpec.Builder spec, String sentence) {
        assertThatExceptionOfType(BadInput.class)
                .isThrownBy(() -> planner.plan(spec.build()))
                .withMessage(sentence)
                .matches(refusal -> !refusal.unresolved());
    }

    @Test
    void hostsAreLookedForWhereThereIsMoreThanOneAndItIsNotRefused() {
        assertThat(planner.plan(spec("10.0.0.0/24").build()).plan().discovers()).isTrue();
        assertThat(planner.plan(spec("10.0.0.1").build()).plan().discovers()).isFalse();
        assertThat(planner.plan(spec("10.0.0.0/24").setSkipDiscovery(true).build()).plan().discovers())
                .isFalse();
    }

    private static ScanSpec.Builder spec(String target) {
        return ScanSpec.newBuilder().addTargets(text(target));
    }

    private static SourceText text(String text) {
        return SourceText.newBuilder().setText(text).build();
    }
}
