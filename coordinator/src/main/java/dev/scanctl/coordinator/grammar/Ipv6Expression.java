package dev.scanctl.coordinator.grammar;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import org.jspecify.annotations.Nullable;

/**
 * Reads an IPv6 address, prefix or range, in brackets or not, with a zone or not. IPv4-mapped text stands for the IPv4
 * addresses it maps.
 */
final class Ipv6Expression {
    private static final AddressRange LINK_LOCAL = AddressRange.ofPrefix(Address.parse("fe80::"), 10);
    /** Bits of an IPv4-mapped prefix that are not the IPv4 address. */
    private static final int MAPPED_BITS = 96;

    /** Longer than any address with brackets and zone. */
    private static final int MAX_LENGTH = 128;

    private Ipv6Expression() {}

    static AddressRange parse(Excerpt typed, Zone zone) {
        Excerpt expression = withoutBrackets(typed);
        int dash = rangeDash(expression);
        if (dash >= 0) {
            return range(expression, dash, zone);
        }
        int slash = expression.text().lastIndexOf('/');
        if (slash >= 0) {
            return prefix(expression, slash, zone);
        }
        return AddressRange.of(address(expression, zone));
    }

    private static AddressRange range(Excerpt expression, int dash, Zone zone) {
        Address first = address(expression.part(0, dash), zone);
        Address last = address(expression.from(dash + 1), zone);
        if (first.v6() != last.v6()) {
            throw expression.refuse("range", "begins and ends in different families");
        }
        if (first.compareTo(last) > 0) {
            throw expression.refuse("range", "runs backwards");
        }
        return new AddressRange(first, last);
    }

    private static AddressRange prefix(Excerpt expression, int slash, Zone zone) {
        Address address = address(expression.part(0, slash), zone);
        Excerpt digits = expression.from(slash + 1);
        int length = Prefix.length(digits, 128);
        if (address.v6()) {
            return AddressRange.ofPrefix(address, length);
        }
        if (length < MAPPED_BITS) {
            throw digits.refuse("prefix length", "takes in more than IPv4-mapped addresses; those need 96 or more");
        }
        return AddressRange.ofPrefix(address, length - MAPPED_BITS);
    }

    /** The dash between two addresses, which is not one within a zone's name; −1 if there is none. */
    private static int rangeDash(Excerpt expression) {
        String text = expression.text();
        for (int dash = text.indexOf('-'); dash >= 0; dash = text.indexOf('-', dash + 1)) {
            if (isAddress(text.substring(0, dash)) && isAddress(text.substring(dash + 1))) {
                return dash;
            }
        }
        return -1;
    }

    private static boolean isAddress(String text) {
        if (text.length() > MAX_LENGTH) {
            return false;
        }
        String bare = text.startsWith("[") ? text.substring(1) : text;
        int end = bare.indexOf('%') >= 0 ? bare.indexOf('%') : bare.endsWith("]") ? bare.length() - 1 : bare.length();
        return bare.indexOf(':') >= 0 && parsed(bare.substring(0, end)) != null;
    }

    private static Address address(Excerpt typed, Zone zone) {
        Excerpt text = withoutBrackets(typed);
        int percent = text.text().indexOf('%');
        Excerpt number = percent < 0 ? text : text.part(0, percent);
        Address address = number.text().indexOf(':') < 0 ? null : parsed(number.text());
        if (address == null) {
            throw number.refuse("target", "is not an IPv6 address (ports are given apart from targets)");
        }
        if (percent >= 0) {
            setZone(address, text, percent, zone);
        }
        return address;
    }

    private static void setZone(Address address, Excerpt text, int percent, Zone zone) {
        if (!LINK_LOCAL.contains(address)) {
            throw text.refuse("address", "has a zone, which only link-local addresses (fe80::/10) have");
        }
        zone.set(text.from(percent + 1));
    }

    private static @Nullable Address parsed(String text) {
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Excerpt withoutBrackets(Excerpt typed) {
        String text = typed.text();
        boolean bracketed = text.length() > 1 && text.startsWith("[") && text.indexOf(']') == text.length() - 1;
        return bracketed ? typed.part(1, text.length() - 1) : typed;
    }
}
