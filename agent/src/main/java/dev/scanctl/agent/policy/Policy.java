package dev.scanctl.agent.policy;

import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.window.Hours;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What an agent may send: to addresses that are allowed and not denied, to ports that are not denied, by protocols and in
 * ways that are allowed. Deny wins. Addresses that no scan means by accident, and the coordinator, are denied unless they are
 * listed by a range of their own. Immutable.
 */
public final class Policy {
    /** RFC 1122 section 3.2.1.3, RFC 3927, RFC 5771, RFC 919; RFC 4291 sections 2.5.3, 2.5.6, 2.7. */
    private static final List<Rule> UNLESS_LISTED = List.of(
            unlessListed("0.0.0.0", 8, "this network"),
            unlessListed("127.0.0.0", 8, "loopback"),
            unlessListed("169.254.0.0", 16, "link-local"),
            unlessListed("224.0.0.0", 4, "multicast"),
            unlessListed("255.255.255.255", 32, "broadcast"),
            unlessListed("::", 127, "loopback"),
            unlessListed("fe80::", 10, "link-local"),
            unlessListed("ff00::", 8, "multicast"));

    private static final long MAPPED = 0xffffL;

    private final Terms terms;
    private final List<Rule> unlessListed;
    private final AddressSet open;

    /**
     * All that a file says.
     *
     * @param allow ranges that may be probed
     * @param deny ranges that may not
     * @param deniedPorts of TCP and UDP
     * @param raw whether raw sockets may be used: SYN probes, echoes, neighbours
     * @param maxPps probes a second in all; 0: no limit
     * @param hostPps probes a second to one host; 0: no limit
     * @param subnetPps probes a second to one IPv4 /24 or IPv6 /64; 0: no limit
     */
    record Terms(
            List<Rule> allow,
            List<Rule> deny,
            PortSet deniedPorts,
            Set<Protocol> protocols,
            boolean raw,
            long maxPps,
            long hostPps,
            long subnetPps,
            Hours hours) {
        Terms {
            allow = List.copyOf(allow);
            deny = List.copyOf(deny);
            protocols = Set.copyOf(protocols);
        }
    }

    /** @param alsoDenied denied unless they are listed, such as the coordinator */
    Policy(Terms terms, List<Rule> alsoDenied) {
        this.terms = terms;
        List<Rule> all = new ArrayList<>(UNLESS_LISTED);
        all.addAll(alsoDenied);
        this.unlessListed = List.copyOf(all);
        AddressSet listed = set(terms.allow().stream().filter(this::isListed).toList());
        this.open = set(terms.allow()).minus(set(unlessListed).minus(listed)).minus(set(terms.deny()));
    }

    /** A policy that lets nothing leave. */
    static Policy nothing() {
        return new Policy(
                new Terms(List.of(), List.of(), PortSet.EMPTY, Set.of(), false, 0, 0, 0, Hours.ALWAYS), List.of());
    }

    private static Rule unlessListed(String first, int prefix, String what) {
        AddressRange range = AddressRange.ofPrefix(Address.parse(first), prefix);
        return new Rule(range, what + " (" + first + "/" + prefix + ") is denied unless it is allowed by a range of its own");
    }

    /** Whether a range lies wholly within one that is denied unless listed. */
    private boolean isListed(Rule allowed) {
        return unlessListed.stream().anyMatch(rule -> within(allowed.range(), rule.range()));
    }

    private static boolean within(AddressRange inner, AddressRange outer) {
        return inner.first().v6() == outer.first().v6() && outer.contains(inner.first()) && outer.contains(inner.last());
    }

    private static AddressSet set(List<Rule> rules) {
        return AddressSet.of(rules.stream().map(Rule::range).toList());
    }

    /** Whether a probe may leave; asked for each. */
    boolean allows(Address target, int port, Method method) {
        return open.contains(canonical(target)) && allowsWay(port, method);
    }

    private boolean allowsWay(int port, Method method) {
        return switch (method) {
            case CONNECT, CONNECT_PORTABLE -> terms.protocols().contains(Protocol.TCP) && !terms.deniedPorts().contains(port);
            case SYN -> terms.raw() && terms.protocols().contains(Protocol.TCP) && !terms.deniedPorts().contains(port);
            case UDP -> terms.protocols().contains(Protocol.UDP) && !terms.deniedPorts().contains(port);
            case ICMP_ECHO, NEIGHBOUR -> terms.raw();
        };
    }

    /** As the owner writes it: no link in a link-local address, and IPv4 within IPv6 (RFC 4291 section 2.5.5.2) as IPv4. */
    private static Address canonical(Address address) {
        if (!address.v6()) {
            return address;
        }
        boolean mapped = address.high() == 0 && address.low() >>> 32 == MAPPED;
        return mapped ? Address.v4((int) address.low()) : LinkLocal.onWire(address);
    }

    /** The same as {@link #allows}, told in words. */
    public Decision explain(Address target, int port, Protocol protocol) {
        Address address = canonical(target);
        for (Rule rule : terms.deny()) {
            if (rule.range().contains(address)) {
                return new Decision(false, rule.line());
            }
        }
        for (Rule rule : unlessListed) {
            if (rule.range().contains(address) && !open.contains(address)) {
                return new Decision(false, rule.line());
            }
        }
        if (!terms.protocols().contains(protocol)) {
            return new Decision(false, "protocols: " + protocol.name().toLowerCase(Locale.ROOT) + " is not among them");
        }
        if (terms.deniedPorts().contains(port)) {
            return new Decision(false, "deny-ports: " + port + " is among them");
        }
        return terms.allow().stream()
                .filter(rule -> rule.range().contains(address))
                .findFirst()
                .map(rule -> new Decision(true, rule.line()))
                .orElse(new Decision(false, "no line allows " + address));
    }

    /** Probes a second in all; 0: no limit. */
    public long maxPps() {
        return terms.maxPps();
    }

    /** Probes a second to one host; 0: no limit. */
    public long hostPps() {
        return terms.hostPps();
    }

    /** Probes a second to one IPv4 /24 or IPv6 /64; 0: no limit. */
    public long subnetPps() {
        return terms.subnetPps();
    }

    /** Whether raw sockets may be used. */
    public boolean raw() {
        return terms.raw();
    }

    public Hours hours() {
        return terms.hours();
    }
}
