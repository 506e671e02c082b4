package dev.scanctl.coordinator.grammar;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import java.util.List;

/** Reads {@code 10.0.0.1}, {@code 10.0.0.0/8}, {@code 10.0.0.1-10.0.0.9} and lists and ranges within octets. */
final class Ipv4Expression {

    private Ipv4Expression() {}

    /** At most {@code most} ranges. */
    static List<AddressRange> parse(Excerpt expression, int most) {
        String text = expression.text();
        int slash = text.indexOf('/');
        if (slash >= 0) {
            Address address = address(expression.part(0, slash));
            return List.of(AddressRange.ofPrefix(address, Prefix.length(expression.from(slash + 1), 32)));
        }
        int dash = text.indexOf('-');
        if (dash >= 0 && text.chars().filter(c -> c == '.').count() > 3) {
            return List.of(range(expression, dash));
        }
        return Octets.ranges(expression, most);
    }

    private static AddressRange range(Excerpt expression, int dash) {
        Address first = address(expression.part(0, dash));
        Address last = address(expression.from(dash + 1));
        if (first.compareTo(last) > 0) {
            throw expression.refuse("range", "runs backwards");
        }
        return new AddressRange(first, last);
    }

    private static Address address(Excerpt text) {
        if (text.text().chars().anyMatch(c -> ",-*/".indexOf(c) >= 0)) {
            throw text.refuse("address", "has to be a single address here");
        }
        return Octets.ranges(text, 1).getFirst().first();
    }
}
