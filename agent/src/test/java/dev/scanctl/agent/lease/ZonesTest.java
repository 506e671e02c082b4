package dev.scanctl.agent.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scanctl.proto.v1.Reason;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ZonesTest {
    @Test
    void zoneIsAnInterfaceByNameOrIndex() throws SocketException {
        Optional<NetworkInterface> link =
                NetworkInterface.networkInterfaces().filter(ZonesTest::hasLinkLocal).findFirst();
        assumeTrue(link.isPresent(), "this machine has no interface with a link-local address");
        int index = link.orElseThrow().getIndex();

        assertThat(Zones.link(link.orElseThrow().getName())).isEqualTo(index);
        assertThat(Zones.link(Integer.toString(index))).isEqualTo(index);
    }

    private static boolean hasLinkLocal(NetworkInterface link) {
        return link.inetAddresses().anyMatch(own -> own instanceof Inet6Address && own.isLinkLocalAddress());
    }

    @Test
    void interfaceWithoutALinkLocalAddressReachesNothing() throws SocketException {
        String loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()).getName();

        assertThatThrownBy(() -> Zones.link(loopback))
                .isInstanceOf(BadGrant.class)
                .hasMessage("interface " + loopback + " has no IPv6 link-local address");
    }

    @Test
    void unknownInterfaceIsAFaultOfThisMachineThatNamesThoseItHas() {
        assertThatThrownBy(() -> Zones.link("no-such-link"))
                .isInstanceOfSatisfying(BadGrant.class, bad -> assertThat(bad.reason()).isEqualTo(Reason.REASON_LOCAL_LINK))
                .hasMessageStartingWith("zone 'no-such-link' is no interface of this machine, which has ");
        assertThatThrownBy(() -> Zones.link("999999999")).isInstanceOf(BadGrant.class);
        assertThatThrownBy(() -> Zones.link("99999999999999")).isInstanceOf(BadGrant.class);
    }
}
