package dev.scanctl.coordinator.plan;

import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.util.List;
import java.util.stream.Stream;

/** A section not cut yet. */
record SectionSpace(Protocol protocol, AddressSet addresses, PortSet ports) {

    /** The sections that have probes, in the order in which every plan numbers them: TCP first, IPv4 first. */
    static List<SectionSpace> of(AddressSet targets, PortSet tcp, PortSet udp) {
        AddressSet v4 = targets.family(false);
        AddressSet v6 = targets.family(true);
        return Stream.of(
                        new SectionSpace(Protocol.TCP, v4, tcp),
                        new SectionSpace(Protocol.TCP, v6, tcp),
                        new SectionSpace(Protocol.UDP, v4, udp),
                        new SectionSpace(Protocol.UDP, v6, udp))
                .filter(space -> !space.addresses.isEmpty() && !space.ports.isEmpty())
                .toList();
    }
}
