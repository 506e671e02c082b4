package dev.scanctl.agent.linux;

import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.wire.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The addresses of this machine and which prefixes are on its links, read again when older than some seconds. Owned by
 * one thread.
 */
public final class OwnAddresses {
    private static final long MAX_AGE_NANOS = 2_000_000_000L;

    private final Netlink netlink;
    private Set<Address> addresses = Set.of();
    private List<Prefix> links = List.of();
    private long readAtNanos;
    private boolean read;

    public OwnAddresses(Netlink netlink) {
        this.netlink = netlink;
    }

    /** A link-local address without a link is one of ours if it is on any link. */
    public boolean contains(Address address) {
        refresh();
        return isLoopback(address) || addresses.contains(address);
    }

    /** Whether the address lies in a prefix of one of this machine's links, so that no router is needed. */
    public boolean onLink(Address address) {
        refresh();
        return links.stream().anyMatch(prefix -> prefix.contains(address));
    }

    /** Whether it lies on this machine's links, and none of those has a carrier any more. */
    public boolean onDeadLink(Address address, Links all) {
        refresh();
        List<Prefix> on =
                links.stream().filter(prefix -> prefix.contains(address)).toList();
        return !on.isEmpty() && on.stream().allMatch(prefix -> all.down(prefix.link()));
    }

    public static boolean isLoopback(Address address) {
        return address.v6() ? address.high() == 0 && address.low() == 1 : address.low() >>> 24 == 127;
    }

    private void refresh() {
        long now = System.nanoTime();
        if (read && now - readAtNanos < MAX_AGE_NANOS) {
            return;
        }
        List<Prefix> prefixes = new ArrayList<>();
        read = netlink.dump(Netlink.RTM_NEWADDR, row -> Prefix.of(row).ifPresent(prefixes::add));
        readAtNanos = now;
        links = prefixes;
        addresses = prefixes.stream()
                .flatMap(prefix -> Stream.of(prefix.address(), LinkLocal.onWire(prefix.address())))
                .collect(Collectors.toSet());
    }

    /**
     * An interface's address with the number of leading bits that its link shares.
     *
     * @param link the interface's index
     */
    public record Prefix(Address address, int length, int link) {
        /** On a point-to-point link IFA_ADDRESS is the other end, and IFA_LOCAL this one. */
        static Optional<Prefix> of(NetlinkRow row) {
            return row.address(NetlinkRow.IFADDRMSG_BYTES, NetlinkRow.IFA_LOCAL)
                    .or(() -> row.address(NetlinkRow.IFADDRMSG_BYTES, NetlinkRow.IFA_ADDRESS))
                    .map(address -> LinkLocal.on(address, row.linkIndex()))
                    .map(address -> new Prefix(address, row.prefixLength(), row.linkIndex()));
        }

        boolean contains(Address other) {
            if (other.v6() != address.v6()) {
                return false;
            }
            int bits = address.v6() ? length : length + 96;
            return equalBits(address.high(), other.high(), Math.min(bits, 64))
                    && equalBits(address.low(), other.low(), bits - 64);
        }

        private static boolean equalBits(long a, long b, int leading) {
            return leading <= 0 || (a ^ b) >>> (64 - leading) == 0;
        }
    }
}
