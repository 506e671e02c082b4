package dev.scanctl.agent.probe;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import java.util.ArrayList;
import java.util.List;

/**
 * IPv6 link-local addresses as they are inside the agent. The same address is another host on each link, so here it
 * carries the index of its link in bits 32 to 63, which are 0 on the wire (RFC 4291 section 2.5.6). Two links' hosts are
 * two addresses that way, to attempts, timings, exclusions and late answers alike.
 *
 * <p>The link is put in where units, packets and the kernel's tables come in, and taken out where packets and results go
 * out. No other address is changed by anything here.
 */
public final class LinkLocal {
    /** All that are link-local, whether they are well formed (fe80::/64) or not. */
    public static final AddressSet ALL = AddressSet.of(AddressRange.ofPrefix(Address.parse("fe80::"), 10));

    private static final AddressSet WELL_FORMED = AddressSet.of(AddressRange.ofPrefix(Address.parse("fe80::"), 64));
    private static final long LINK_BITS = 0xffff_ffffL;

    private LinkLocal() {}

    /** Whether an IPv6 address with these highest 64 bits is link-local. */
    public static boolean is(long high) {
        return high >>> 54 == 0xfe80 >>> 6;
    }

    public static boolean is(Address address) {
        return address.isLinkLocal();
    }

    /** The index of the link that a link-local address is on; 0: none is known, or it is another address. */
    public static int link(Address address) {
        return is(address) ? (int) address.high() : 0;
    }

    /** The one link of all link-local addresses in a set; 0: it has none. */
    public static int link(AddressSet addresses) {
        AddressSet local = addresses.intersect(ALL);
        return local.isEmpty() ? 0 : link(local.at(0));
    }

    /** The highest 64 bits of an IPv6 address, on this link if it is link-local. */
    public static long on(long high, int link) {
        return is(high) ? high & ~LINK_BITS | Integer.toUnsignedLong(link) : high;
    }

    public static Address on(Address address, int link) {
        return is(address) ? new Address(true, on(address.high(), link), address.low()) : address;
    }

    /** The set with its link-local addresses on this link; those that are not well formed are nowhere. */
    public static AddressSet on(AddressSet addresses, int link) {
        AddressSet local = addresses.intersect(WELL_FORMED);
        if (local.isEmpty()) {
            return addresses;
        }
        List<AddressRange> placed = new ArrayList<>();
        local.ranges().forEach(range -> placed.add(new AddressRange(on(range.first(), link), on(range.last(), link))));
        return addresses.minus(ALL).union(AddressSet.of(placed));
    }

    /** Whether all link-local addresses of a set are in fe80::/64, as they are to be on the wire. */
    public static boolean wellFormed(AddressSet addresses) {
        return addresses.intersect(ALL).minus(WELL_FORMED).isEmpty();
    }

    /** The highest 64 bits of an IPv6 address as they are on the wire. */
    public static long onWire(long high) {
        return on(high, 0);
    }

    public static Address onWire(Address address) {
        return on(address, 0);
    }
}
