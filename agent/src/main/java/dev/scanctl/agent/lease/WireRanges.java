package dev.scanctl.agent.lease;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import java.util.List;

/** Ranges from the wire as sets. Anything that is no range is an {@link IllegalArgumentException}. */
final class WireRanges {
    private WireRanges() {}

    static AddressSet addresses(List<dev.scanctl.proto.v1.AddressRange> ranges) {
        return AddressSet.of(ranges.stream().map(WireRanges::range).toList());
    }

    static PortSet ports(List<dev.scanctl.proto.v1.PortRange> ranges) {
        return PortSet.of(ranges.stream()
                .map(range -> new PortRange(range.getFirst(), range.getLast()))
                .toList());
    }

    private static AddressRange range(dev.scanctl.proto.v1.AddressRange range) {
        Address first = Address.of(range.getFirst().toByteArray());
        return new AddressRange(first, Address.of(range.getLast().toByteArray()));
    }
}
