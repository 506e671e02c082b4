package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.filter.Query;
import dev.scanctl.coordinator.filter.Reach;
import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.grammar.Ports;
import dev.scanctl.coordinator.store.row.SegmentRow;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which observations are asked for.
 *
 * @param targets empty: all addresses
 * @param states not empty
 * @param segments by name, not empty unless there are none
 * @param test what the rest does not tell of a row; empty: nothing
 */
public record Filter(
        Optional<AddressSet> targets,
        Ports ports,
        boolean allPorts,
        Set<PortState> states,
        List<SegmentRow> segments,
        Optional<RowTest> test) {

    Filter(
            Optional<AddressSet> targets,
            Ports ports,
            boolean allPorts,
            Set<PortState> states,
            List<SegmentRow> segments) {
        this(targets, ports, allPorts, states, segments, Optional.empty());
    }

    /** What a query lets through, where it can be. */
    public static Filter of(Query query, Reach reach, List<SegmentRow> known) {
        return new Filter(
                reach.addresses(),
                reach.ports(),
                reach.everyPort(),
                reach.states(),
                known.stream().filter(segment -> reach.segments().contains(segment.name())).toList(),
                reach.exact() ? Optional.empty() : Optional.of(new RowTest(query)));
    }

    /** The segments of these names, all if there are none; {@link BadInput} names those there are. */
    public static List<SegmentRow> segments(List<String> names, List<SegmentRow> known) {
        for (String name : names) {
            if (known.stream().noneMatch(segment -> segment.name().equals(name))) {
                String there = known.stream().map(SegmentRow::name).collect(Collectors.joining(", "));
                throw new BadInput("segment '" + name + "' is not known; "
                        + (there.isEmpty() ? "no agent has named one yet" : "known are " + there));
            }
        }
        return known.stream()
                .filter(segment -> names.isEmpty() || names.contains(segment.name()))
                .toList();
    }

    public PortSet ports(Protocol protocol) {
        return switch (protocol) {
            case TCP -> ports.tcp();
            case UDP -> ports.udp();
        };
    }

    AddressSet within(AddressSet addresses) {
        return targets.isPresent() ? addresses.intersect(targets.get()) : addresses;
    }

    /** Whether it narrows what a scan's counts tell. */
    boolean narrows() {
        return targets.isPresent() || !allPorts;
    }

    public Filter withStates(Set<PortState> others) {
        return new Filter(targets, ports, allPorts, others, segments);
    }
}
