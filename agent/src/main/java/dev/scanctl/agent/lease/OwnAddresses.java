package dev.scanctl.agent.lease;

import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/** The addresses of this machine: loopback and those of its interfaces. Read anew when asked after a while. */
final class OwnAddresses {
    private static final long FRESH_NANOS = 10_000_000_000L;
    private static final AddressSet LOOPBACK = AddressSet.of(
            AddressRange.ofPrefix(Address.parse("127.0.0.0"), 8), AddressRange.of(Address.parse("::1")));

    private AddressSet addresses = LOOPBACK;
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

    private void refresh(long nowNanos) {
        if (!read || nowNanos - readNanos > FRESH_NANOS) {
            addresses = LOOPBACK.union(ofInterfaces());
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

    private static Address address(InetAddress own) {
        Address address = Address.of(own.getAddress());
        return own instanceof Inet6Address six ? LinkLocal.on(address, six.getScopeId()) : address;
    }
}
