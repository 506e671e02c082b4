package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.grammar.NameResolver;
import dev.scanctl.coordinator.grammar.PortParser;
import dev.scanctl.coordinator.grammar.Ports;
import dev.scanctl.coordinator.grammar.TargetParser;
import dev.scanctl.coordinator.store.SegmentRow;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which observations are asked for.
 *
 * @param targets empty: all addresses
 * @param states not empty
 * @param sinceMs observed at or after; 0: any time
 * @param segments by name, not empty unless there are none
 */
record Filter(
        Optional<AddressSet> targets,
        Ports ports,
        boolean allPorts,
        Set<PortState> states,
        long sinceMs,
        List<SegmentRow> segments) {

    private static final PortSet EVERY = PortSet.of(new PortRange(0, 0xffff));

    /** {@link BadInput} if a target, port, state or segment cannot be understood. */
    static Filter of(ListResultsRequest request, NameResolver names, List<SegmentRow> known) {
        Optional<AddressSet> targets = request.getTargetsCount() == 0
                ? Optional.empty()
                : Optional.of(
                        new TargetParser(names).parse(request.getTargetsList()).addresses());
        boolean allPorts = request.getPorts().isBlank();
        Ports ports = allPorts ? new Ports(EVERY, EVERY) : PortParser.parseExclusions(request.getPorts());
        return new Filter(
                targets, ports, allPorts, states(request), request.getSinceMs(), segments(request.getSegmentsList(), known));
    }

    private static Set<PortState> states(ListResultsRequest request) {
        if (request.getAllStates()) {
            return EnumSet.allOf(PortState.class);
        }
        Set<PortState> states = EnumSet.noneOf(PortState.class);
        for (int number : request.getStatesValueList()) {
            if (number < 1 || number > PortState.values().length) {
                throw new BadInput("No port state has number " + number + ".");
            }
            states.add(PortState.of(number));
        }
        return states.isEmpty() ? EnumSet.of(PortState.OPEN, PortState.OPEN_FILTERED) : states;
    }

    /** The segments of these names, all if there are none; {@link BadInput} names those there are. */
    static List<SegmentRow> segments(List<String> names, List<SegmentRow> known) {
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

    PortSet ports(Protocol protocol) {
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

    Filter withStates(Set<PortState> others) {
        return new Filter(targets, ports, allPorts, others, sinceMs, segments);
    }
}
