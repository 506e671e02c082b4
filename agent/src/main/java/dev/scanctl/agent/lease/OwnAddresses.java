package dev.scanctl.agent.lease;

import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/**
 * The addresses of this machine: loopback and those of its interfaces; and the broadcast addresses of its links. Read anew when
 * asked after a while.
 */
final class OwnAddresses {
    private static final long FRESH_NANOS = 10_000_000_000L;
    /** Leading bits of a link that has a broadcast address; with more it joins two machines (RFC 3021). */
    private static final int MOST_SHARED = 30;

    private static final AddressSet LOOPBACK = AddressSet.of(
            AddressRange.ofPrefix(Address.parse("127.0.0.0"), 8), AddressRange.of(Address.parse("::1")));

    private AddressSet addresses = LOOPBACK;
    private AddressSet broadcasts = AddressSet.EMPTY;
    private long readNanos;
    private boolean read;

    /** Whether all of these are this machine's own. */
    boolean holdAll(AddressSet asked, long nowNanos) {
        refresh(nowNanos);
        return asked.minus(addresses).isEmpty();
    }

    /** Those of them that are this machine's own. */
    AddressSet among(AddressSet asked, long nowNanos) {
        refresh(nowNanos);
        return asked.intersect(addresses);
    }

    /** Those of them that are the broadcast address of one of its IPv4 links: no host has them, and nothing connects to them. */
    AddressSet broadcastsAmong(AddressSet asked, long nowNanos) {
        refresh(nowNanos);
        return asked.intersect(broadcasts).minus(addresses);
    }

    private void refresh(long nowNanos) {
        if (!read || nowNanos - readNanos > FRESH_NANOS) {
            addresses = LOOPBACK.union(ofInterfaces());
            broadcasts = ofLinks();
            readNanos = nowNanos;
            read = true;
        }
    }

    private static AddressSet ofInterfaces() {
        List<AddressRange> own = new ArrayList<>();
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(OwnAddresses::address)
                    .forEach(address -> own.add(AddressRange.of(address)));
        } catch (SocketException e) {
            // Not to be read: then they count as any other address, and are probed with care.
        }
        return AddressSet.of(own);
    }

    private static AddressSet ofLinks() {
        List<AddressRange> last = new ArrayList<>();
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(each -> each.getInterfaceAddresses().stream())
                    .filter(each -> each.getAddress() instanceof Inet4Address && each.getNetworkPrefixLength() <= MOST_SHARED)
                    .forEach(each -> last.add(AddressRange.of(broadcast(each))));
        } catch (SocketException e) {
            // Not to be read: then they are asked like any other address.
        }
        return AddressSet.of(last);
    }

    /** The last address of the link's prefix (RFC 922), whether one was configured or not. */
    private static Address broadcast(InterfaceAddress of) {
        int hostBits = 32 - of.getNetworkPrefixLength();
        return Address.v4((int) (Address.of(of.getAddress().getAddress()).low() | (1L << hostBits) - 1));
    }

    private static Address address(InetAddress own) {
        Address address = Address.of(own.getAddress());
        return own instanceof Inet6Address six ? LinkLocal.on(address, six.getScopeId()) : address;
    }
}
