package dev.scanctl.coordinator.filter;

import dev.scanctl.coordinator.grammar.Ports;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where the rows that a query lets through can be: addresses × ports × states × segments × scans. The store looks only there.
 *
 * @param addresses empty: anywhere
 * @param states of all six
 * @param segments by name
 * @param scans empty: all
 * @param exact every row there is let through, so that none needs to be tested
 */
public record Reach(
        Optional<AddressSet> addresses,
        Ports ports,
        Set<PortState> states,
        Set<String> segments,
        Optional<Set<Long>> scans,
        boolean exact) {

    private static final PortSet EVERY_PORT = PortSet.of(new PortRange(0, 0xffff));
    private static final Ports EVERY = new Ports(EVERY_PORT, EVERY_PORT);
    private static final AddressSet ANYWHERE = AddressSet.of(List.of(
            AddressRange.ofPrefix(Address.parse("0.0.0.0"), 0), AddressRange.ofPrefix(Address.parse("::"), 0)));

    /** @param segments all there are */
    public static Reach of(Query query, Set<String> segments) {
        return of(query, segments, true);
    }

    private static Reach of(Query query, Set<String> segments, boolean wanted) {
        return switch (query) {
            case Query.Every _ -> everything(segments, wanted);
            case Query.Not not -> of(not.part(), segments, !wanted);
            case Query.Is is -> wanted ? of(is.term().meaning(), segments) : without(is.term().meaning(), segments);
            case Query.And and -> joined(and.parts(), segments, wanted, wanted);
            case Query.Or or -> joined(or.parts(), segments, wanted, !wanted);
        };
    }

    private static Reach joined(List<Query> parts, Set<String> segments, boolean wanted, boolean all) {
        List<Reach> reaches = new ArrayList<>();
        parts.forEach(part -> reaches.add(of(part, segments, wanted)));
        Reach joined = reaches.removeFirst();
        for (Reach more : reaches) {
            joined = all ? joined.and(more) : joined.or(more);
        }
        return joined;
    }

    private static Reach everything(Set<String> segments, boolean exact) {
        return new Reach(
                Optional.empty(), EVERY, EnumSet.allOf(PortState.class), Set.copyOf(segments), Optional.empty(), exact);
    }

    private static Reach of(Meaning meaning, Set<String> segments) {
        Reach all = everything(segments, true);
        return switch (meaning) {
            case Meaning.Addresses within -> all.within(within.addresses());
            case Meaning.OfPorts some -> all.within(some.ports());
            case Meaning.States some -> all.within(some.states());
            case Meaning.Segments from -> all.from(from.segments());
            case Meaning.Scans scans -> new Reach(
                    all.addresses, all.ports, all.states, all.segments, Optional.of(scans.ids()), true);
            case Meaning.Reasons _, Meaning.Methods _, Meaning.Seen _, Meaning.FirstSeen _, Meaning.RoundTrip _ -> inexact(all);
        };
    }

    private static Reach without(Meaning meaning, Set<String> segments) {
        Reach all = everything(segments, true);
        return switch (meaning) {
            case Meaning.Addresses within -> all.within(ANYWHERE.minus(within.addresses()));
            case Meaning.OfPorts some -> all.within(EVERY.minus(some.ports()));
            case Meaning.States some -> all.within(complement(some.states()));
            case Meaning.Segments from -> {
                Set<String> others = new TreeSet<>(segments);
                others.removeAll(from.segments());
                yield all.from(others);
            }
            case Meaning.Scans _, Meaning.Reasons _, Meaning.Methods _, Meaning.Seen _, Meaning.FirstSeen _,
                    Meaning.RoundTrip _ -> inexact(all);
        };
    }

    private static Set<PortState> complement(Set<PortState> states) {
        Set<PortState> others = EnumSet.allOf(PortState.class);
        others.removeAll(states);
        return others;
    }

    private Reach within(AddressSet some) {
        return new Reach(Optional.of(some), ports, states, segments, scans, exact);
    }

    private Reach within(Ports some) {
        return new Reach(addresses, some, states, segments, scans, exact);
    }

    private Reach within(Set<PortState> some) {
        return new Reach(addresses, ports, some, segments, scans, exact);
    }

    private Reach from(Set<String> some) {
        return new Reach(addresses, ports, states, some, scans, exact);
    }

    private static Reach inexact(Reach reach) {
        return new Reach(reach.addresses, reach.ports, reach.states, reach.segments, reach.scans, false);
    }

    Reach and(Reach other) {
        Optional<AddressSet> both = addresses.isPresent() && other.addresses.isPresent()
                ? Optional.of(addresses.get().intersect(other.addresses.get()))
                : addresses.or(other::addresses);
        Ports common = new Ports(ports.tcp().intersect(other.ports.tcp()), ports.udp().intersect(other.ports.udp()));
        return new Reach(
                both,
                common,
                common(states, other.states),
                common(segments, other.segments),
                scans.isPresent() && other.scans.isPresent()
                        ? Optional.of(common(scans.get(), other.scans.get()))
                        : scans.or(other::scans),
                exact && other.exact);
    }

    /** Boxes side by side make one box where they differ in one way only; else there is more in it than in both. */
    Reach or(Reach other) {
        Optional<AddressSet> either = addresses.isPresent() && other.addresses.isPresent()
                ? Optional.of(addresses.get().union(other.addresses.get()))
                : Optional.empty();
        Ports all = new Ports(ports.tcp().union(other.ports.tcp()), ports.udp().union(other.ports.udp()));
        return new Reach(
                either,
                all,
                union(states, other.states),
                union(segments, other.segments),
                scans.isPresent() && other.scans.isPresent()
                        ? Optional.of(union(scans.get(), other.scans.get()))
                        : Optional.empty(),
                exact && other.exact && ways(other) <= 1);
    }

    private int ways(Reach other) {
        return (addresses.equals(other.addresses) ? 0 : 1)
                + (ports.equals(other.ports) ? 0 : 1)
                + (states.equals(other.states) ? 0 : 1)
                + (segments.equals(other.segments) ? 0 : 1)
                + (scans.equals(other.scans) ? 0 : 1);
    }

    private static <T> Set<T> common(Set<T> some, Set<T> others) {
        Set<T> common = new TreeSet<>(some);
        common.retainAll(others);
        return common;
    }

    private static <T> Set<T> union(Set<T> some, Set<T> others) {
        Set<T> union = new TreeSet<>(some);
        union.addAll(others);
        return union;
    }

    public boolean everyPort() {
        return ports.equals(EVERY);
    }
}
