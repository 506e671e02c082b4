package dev.scanctl.coordinator.grammar;

import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads target expressions: addresses, prefixes, ranges, octet ranges and host names, separated by blanks or commas.
 *
 * <table>
 * <caption>What can be typed</caption>
 * <tr><td>{@code 10.0.0.1}, {@code 2001:db8::1}, {@code [2001:db8::1]}</td><td>one address</td></tr>
 * <tr><td>{@code 10.0.0.0/8}, {@code 2001:db8::/120}</td><td>a prefix; bits behind it are ignored</td></tr>
 * <tr><td>{@code 10.0.0.1-10.0.0.9}, {@code 2001:db8::1-2001:db8::9}</td><td>a range, ends included</td></tr>
 * <tr><td>{@code 10.0.0-3.1,3,250-}, {@code 10.0.*.1}</td><td>lists and ranges in each octet</td></tr>
 * <tr><td>{@code fe80::1%eth0}</td><td>a link-local address in a zone; one zone for all</td></tr>
 * <tr><td>{@code www.example.org}</td><td>every address of the name</td></tr>
 * </table>
 */
public final class TargetParser {
    /** Most ranges before those that touch are joined: some 100 MB while they are read. */
    static final int MAX_RANGES = 1_000_000;

    private final NameResolver names;

    public TargetParser(NameResolver names) {
        this.names = names;
    }

    /**
     * The union of all expressions. A name that does not resolve is a {@link BadInput} that says so by
     * {@link BadInput#unresolved}.
     *
     * @throws BadInput if an expression is malformed, or stands for more than a million ranges
     */
    public Targets parse(List<SourceText> expressions) {
        return read(expressions.stream()
                .flatMap(expression -> TargetSplitter.split(Excerpt.of(expression)).stream())
                .toList());
    }

    Targets read(List<Excerpt> expressions) {
        List<AddressRange> ranges = new ArrayList<>();
        Zone zone = new Zone();
        HostNames hosts = new HostNames();
        for (Excerpt expression : expressions) {
            switch (Shape.of(expression)) {
                case IPV4 -> ranges.addAll(Ipv4Expression.parse(expression, MAX_RANGES - ranges.size()));
                case IPV6 -> ranges.add(Ipv6Expression.parse(expression, zone));
                case NAME -> hosts.add(expression);
            }
        }
        HostNames.Resolved resolved = hosts.resolve(names);
        ranges.addAll(resolved.ranges());
        return new Targets(AddressSet.of(ranges), resolved.names(), zone.name());
    }

    /** Which of three languages an expression is written in, by its characters alone. */
    private enum Shape {
        IPV4,
        IPV6,
        NAME;

        private static final Set<Character> IPV4_SIGNS = Set.of('.', ',', '-', '*', '/');

        static Shape of(Excerpt expression) {
            String text = expression.text();
            if (text.indexOf(':') >= 0) {
                return IPV6;
            }
            boolean signs = text.chars().allMatch(c -> c >= '0' && c <= '9' || IPV4_SIGNS.contains((char) c));
            return signs ? IPV4 : NAME;
        }
    }
}
