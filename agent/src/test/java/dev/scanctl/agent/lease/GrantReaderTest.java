package dev.scanctl.agent.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.proto.v1.AddressRange;
import dev.scanctl.proto.v1.Grant;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.PortRange;
import dev.scanctl.proto.v1.ProbeSettings;
import dev.scanctl.proto.v1.Profile;
import dev.scanctl.proto.v1.Protocol;
import dev.scanctl.proto.v1.UnitKind;
import dev.scanctl.proto.v1.WorkUnit;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class GrantReaderTest {
    private final GrantReader reader = new GrantReader(Set.of(dev.scanctl.wire.Method.CONNECT));

    private ProbeUnit read(UnaryOperator<WorkUnit.Builder> change) {
        WorkUnit.Builder work = change.apply(Samples.work().toBuilder());
        Grant grant = Samples.grant(Samples.lease(1, 1, 1), 1).toBuilder().setWork(work).build();
        return reader.read(grant, 9, AddressSet.EMPTY, 0);
    }

    private void refused(UnaryOperator<WorkUnit.Builder> change, String sentence) {
        assertThatThrownBy(() -> read(change)).isInstanceOf(BadGrant.class).hasMessageContaining(sentence);
    }

    private static PortRange ports(int first, int last) {
        return PortRange.newBuilder().setFirst(first).setLast(last).build();
    }

    private static ProbeSettings method(Method method) {
        return ProbeSettings.newBuilder().setMethod(method).build();
    }

    @Test
    void unitIsWhatWasGranted() {
        ProbeUnit unit = read(work -> work);

        assertThat(unit.id()).isEqualTo(9);
        assertThat(unit.seed()).isEqualTo(42);
        assertThat(unit.addresses().at(3)).isEqualTo(Address.parse("192.0.2.3"));
        assertThat(unit.ports().toString()).isEqualTo("1-10");
    }

    @Test
    void whatIsNotSupportedGoesBack() {
        refused(work -> work.setKindValue(99), "units of kind");
        refused(work -> work.setProtocol(Protocol.PROTOCOL_UDP), "UDP ports cannot be probed");
        refused(work -> work.setSettings(method(Method.METHOD_SYN)), "METHOD_SYN is not available");
        refused(work -> work.setLiveKnown(true), "it has 0 ranges of live hosts");
        assertThat(read(work -> work.setSettings(method(Method.METHOD_CONNECT))).size()).isEqualTo(40);
    }

    @Test
    void linkLocalAddressesNeedAZoneThatThisMachineHas() {
        UnaryOperator<WorkUnit.Builder> local = work -> work.clearAddresses().addAddresses(Samples.range("fe80::1", "fe80::2"));
        ProbeSettings.Builder zone = ProbeSettings.newBuilder().setZone("no-such-link");

        refused(local, "link-local addresses without a zone");
        refused(work -> local.apply(work).setSettings(zone), "zone 'no-such-link' is no interface of this machine");
        refused(
                work -> work.clearAddresses().addAddresses(Samples.range("fe80:0:0:1::1", "fe80:0:0:1::1")).setSettings(zone),
                "outside fe80::/64");
        assertThat(read(work -> work.setSettings(zone)).addresses()).as("it has none").hasToString("[192.0.2.0-192.0.2.3]");
    }

    @Test
    void whereLiveHostsAreKnownOnlyTheyAreProbed() {
        ProbeUnit unit = read(work -> work.setLiveKnown(true)
                .addLive(Samples.range("192.0.2.1", "192.0.2.1"))
                .addLive(Samples.range("192.0.2.3", "192.0.2.9")));

        assertThat(unit.addresses()).hasToString("[192.0.2.1, 192.0.2.3]");
    }

    @Test
    void controlPortsAreForTcpPortsOnlyAndNotForLookingForHosts() {
        assertThat(read(work -> work).control().isEmpty()).as("none were granted").isTrue();
        assertThat(read(work -> work.addControlPorts(ports(50_000, 50_099))).control()).hasToString("50000-50099");
        assertThat(read(work -> work.setKind(UnitKind.UNIT_KIND_DISCOVERY)
                                .clearPorts()
                                .addControlPorts(ports(50_000, 50_099)))
                        .control()
                        .isEmpty())
                .isTrue();
        refused(work -> work.addControlPorts(ports(70_000, 70_001)), "not a port range");
    }

    @Test
    void hostsAreLookedForByAFewPortsWithTwoAttemptsAtLeast() {
        ProbeUnit unit = read(work -> work.setKind(UnitKind.UNIT_KIND_DISCOVERY)
                .clearPorts()
                .clearProtocol()
                .setSettings(ProbeSettings.newBuilder().setMaxRetries(0)));

        assertThat(unit.protocol()).isEqualTo(dev.scanctl.wire.Protocol.TCP);
        assertThat(unit.ports()).hasToString("22,80,443,445,3389");
        assertThat(unit.addresses().size()).isEqualTo(4);
        assertThat(unit.limits().minAttempts()).isEqualTo(2);
        refused(
                work -> work.setKind(UnitKind.UNIT_KIND_DISCOVERY)
                        .addAddresses(Samples.range("10.0.0.0", "10.0.63.255")),
                "16388 addresses × 5 ports");
    }

    @Test
    void malformedRangesGoBack() {
        refused(WorkUnit.Builder::clearAddresses, "it has 0 ranges of addresses");
        refused(WorkUnit.Builder::clearPorts, "it has 0 ranges of ports");
        refused(work -> work.addPorts(ports(70_000, 70_001)), "not a port range");
        refused(work -> work.addPorts(ports(20, 10)), "not a port range");
        refused(work -> work.addPorts(ports(-1, 10)), "not a port range");
        refused(work -> work.addAddresses(Samples.range("10.0.0.2", "10.0.0.1")), "not a range");
        AddressRange short3 = AddressRange.newBuilder()
                .setFirst(ByteString.copyFrom(new byte[3]))
                .setLast(ByteString.copyFrom(new byte[4]))
                .build();
        refused(work -> work.addAddresses(short3), "4 or 16 bytes");
        refused(work -> work.addAddresses(Samples.range("2001:db8::", "2001:db8::1")), "mixes IPv4 and IPv6");
    }

    @Test
    void tooMuchGoesBack() {
        refused(work -> work.addAddresses(Samples.range("10.0.0.0", "10.255.255.255")), "addresses");
        refused(
                work -> work.clearAddresses().addAddresses(Samples.range("::", "ffff::")),
                "it has 9223372036854775807 addresses");
        refused(work -> work.addPorts(ports(0, 65_535)), "4 addresses × 65536 ports");
        assertThat(read(work -> work.clearAddresses()
                                .addAddresses(Samples.range("10.0.0.1", "10.0.0.1"))
                                .addPorts(ports(0, 65_535)))
                        .size())
                .isEqualTo(65_536);
    }

    @Test
    void unitThatIsWhollyExcludedGoesBackWithoutBlame() {
        Grant grant = Samples.grant(Samples.lease(1, 1, 1), 1);
        AddressSet all = AddressSet.of(dev.scanctl.wire.AddressRange.ofPrefix(Address.parse("192.0.2.0"), 24));

        assertThatThrownBy(() -> reader.read(grant, 1, all, 0))
                .isInstanceOfSatisfying(BadGrant.class, bad -> assertThat(bad.reason().getNumber()).isZero());
    }

    @Test
    void portableTransportTakesConnectUnits() {
        GrantReader portable = new GrantReader(Set.of(dev.scanctl.wire.Method.CONNECT_PORTABLE));
        Grant grant = Samples.grant(Samples.lease(1, 1, 1), 1).toBuilder()
                .setWork(Samples.work().toBuilder().setSettings(method(Method.METHOD_CONNECT)))
                .build();

        assertThat(portable.read(grant, 1, AddressSet.EMPTY, 0).size()).isEqualTo(40);
    }

    @Test
    void methodIsTheFirstThatTheAgentHasOfThoseAskedFor() {
        Set<dev.scanctl.wire.Method> all = Set.of(
                dev.scanctl.wire.Method.CONNECT, dev.scanctl.wire.Method.SYN, dev.scanctl.wire.Method.UDP);
        GrantReader able = new GrantReader(all);

        assertThat(methodOf(able, work -> work)).isEqualTo(dev.scanctl.wire.Method.SYN);
        assertThat(methodOf(able, work -> work.setSettings(method(Method.METHOD_CONNECT))))
                .isEqualTo(dev.scanctl.wire.Method.CONNECT);
        assertThat(methodOf(able, work -> work.setSettings(method(Method.METHOD_SYN))))
                .isEqualTo(dev.scanctl.wire.Method.SYN);
        assertThat(methodOf(able, work -> work.setProtocol(Protocol.PROTOCOL_UDP)
                        .setSettings(method(Method.METHOD_SYN))))
                .isEqualTo(dev.scanctl.wire.Method.UDP);
        assertThat(methodOf(reader, work -> work)).isEqualTo(dev.scanctl.wire.Method.CONNECT);
    }

    @Test
    void fragileHostsAreNeverAskedBySyn() {
        GrantReader able = new GrantReader(Set.of(dev.scanctl.wire.Method.CONNECT, dev.scanctl.wire.Method.SYN));
        GrantReader synOnly = new GrantReader(Set.of(dev.scanctl.wire.Method.SYN));
        ProbeSettings fragile = ProbeSettings.newBuilder().setProfile(Profile.PROFILE_FRAGILE).build();

        assertThat(methodOf(able, work -> work.setSettings(fragile))).isEqualTo(dev.scanctl.wire.Method.CONNECT);
        assertThat(read(work -> work.setSettings(fragile)).limits().manners().gentle()).isTrue();
        assertThatThrownBy(() -> methodOf(synOnly, work -> work.setSettings(fragile)))
                .isInstanceOf(BadGrant.class);
    }

    private static dev.scanctl.wire.Method methodOf(GrantReader reader, UnaryOperator<WorkUnit.Builder> change) {
        Grant grant = Samples.grant(Samples.lease(1, 1, 1), 1).toBuilder()
                .setWork(change.apply(Samples.work().toBuilder()))
                .build();
        return reader.read(grant, 1, AddressSet.EMPTY, 0).method();
    }

    @Test
    void loopbackHasNoCapPerHost() {
        ProbeUnit own = read(work -> work.clearAddresses().addAddresses(Samples.range("127.0.0.1", "127.0.0.9")));
        ProbeUnit other = read(work -> work.addAddresses(Samples.range("127.0.0.1", "127.0.0.1")));

        assertThat(own.limits().hostPps()).isZero();
        assertThat(other.limits().hostPps()).isEqualTo(10_000);
    }
}
