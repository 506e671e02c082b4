package dev.scanctl.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.grammar.NameResolver;
import dev.scanctl.coordinator.grammar.ServiceNames;
import dev.scanctl.proto.v1.ProbeSettings;
import dev.scanctl.proto.v1.Profile;
import dev.scanctl.proto.v1.ScanSpec;
import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DelicatePortsTest {
    private static final Pattern REGISTERED = Pattern.compile("IANA ([a-z0-9-]+).*");

    private final Planner planner = new Planner(NameResolver.SYSTEM, () -> 42);

    private PlannedScan plan(Profile profile, String ports) {
        return planner.plan(ScanSpec.newBuilder()
                .addTargets(SourceText.newBuilder().setText("10.0.0.1"))
                .setPorts(ports)
                .setSettings(ProbeSettings.newBuilder().setProfile(profile))
                .build());
    }

    private PortSet tcp(String ports) {
        return plan(Profile.PROFILE_FRAGILE, ports).plan().ports(Protocol.TCP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1-1024", "-", "500-600", ""})
    void rangesAndTheDefaultSetDoNotNameThem(String ports) {
        PortSet probed = tcp(ports);

        assertThat(probed.isEmpty()).isFalse();
        for (DelicatePorts.Row row : DelicatePorts.TABLE) {
            boolean ofTcp = row.protocols().contains(Protocol.TCP);
            assertThat(ofTcp && probed.contains(row.ports().first())).as(row.name()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"502", "T:502", "mbap", "1-1024,502", "502,400-"})
    void portTypedByItselfIsProbed(String ports) {
        assertThat(tcp(ports).contains(502)).isTrue();
    }

    @Test
    void portNamedForOneProtocolIsNotNamedForTheOther() {
        PlannedScan scan = plan(Profile.PROFILE_FRAGILE, "T:20000,U:19999-20001");

        assertThat(scan.plan().ports(Protocol.TCP)).hasToString("20000");
        assertThat(scan.plan().ports(Protocol.UDP)).hasToString("20001");
        assertThat(scan.leftOut().udp()).hasToString("19999-20000");
    }

    @Test
    void otherProfilesLeaveNothingOut() {
        assertThat(plan(Profile.PROFILE_NORMAL, "-").leftOut().isEmpty()).isTrue();
        assertThat(plan(Profile.PROFILE_NORMAL, "-").plan().ports(Protocol.TCP).size()).isEqualTo(65_535);
    }

    @Test
    void whatIsLeftOutIsSaid() {
        PlannedScan scan = plan(Profile.PROFILE_FRAGILE, "T:500-520,9100-9101,U:47000-48000");

        assertThat(scan.leftOut().tcp()).hasToString("502,515,9100-9101");
        assertThat(scan.leftOut().udp()).hasToString("47808");
        assertThat(scan.warnings())
                .containsExactly("The profile fragile leaves out 5 ports of printers and control systems: T:502 (Modbus),"
                        + " T:515 (LPD printing), T:9100-9101 (raw printing), U:47808 (BACnet/IP);"
                        + " name a port by itself, such as -p T:9100, to have it probed.");
    }

    @Test
    void longListsAreCounted() {
        assertThat(plan(Profile.PROFILE_FRAGILE, "-").warnings())
                .singleElement()
                .asString()
                .contains("T:102 (ISO transport (S7, MMS))")
                .contains(" and those of " + (DelicatePorts.TABLE.size() - 1 - 5) + " more;");
    }

    @Test
    void nothingLeftIsRefusedSayingHowToNamePorts() {
        assertThatExceptionOfType(BadInput.class)
                .isThrownBy(() -> plan(Profile.PROFILE_FRAGILE, "9100-9107"))
                .withMessage("the profile fragile leaves out every port that is asked for: T:9100-9107 (raw printing);"
                        + " name a port by itself, such as -p T:9100, to have it probed");
    }

    @Test
    void tableAscendsAndAgreesWithTheRegistry() {
        int before = -1;
        for (DelicatePorts.Row row : DelicatePorts.TABLE) {
            assertThat(row.ports().first()).as(row.name()).isGreaterThan(before);
            before = row.ports().last();
            Matcher registered = REGISTERED.matcher(row.source());
            Protocol protocol = row.protocols().contains(Protocol.TCP) ? Protocol.TCP : Protocol.UDP;
            boolean known = ServiceNames.nameOf(protocol, row.ports().first()).isPresent();
            if (registered.matches() && known) {
                assertThat(ServiceNames.portsOf(protocol, registered.group(1)).contains(row.ports().first()))
                        .as(row.source())
                        .isTrue();
            }
        }
    }
}
