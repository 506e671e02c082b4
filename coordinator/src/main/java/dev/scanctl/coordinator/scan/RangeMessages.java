package dev.scanctl.coordinator.scan;

import com.google.protobuf.ByteString;
import dev.scanctl.proto.v1.AddressRange;
import dev.scanctl.proto.v1.PortRange;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortSet;
import java.util.ArrayList;
import java.util.List;

/** Sets as they travel, and back. */
final class RangeMessages {
    private RangeMessages() {}

    static List<AddressRange> of(AddressSet set) {
        return set.ranges().stream()
                .map(range -> AddressRange.newBuilder()
                        .setFirst(bytes(range.first()))
                        .setLast(bytes(range.last()))
                        .build())
                .toList();
    }

    static List<PortRange> of(PortSet set) {
        return set.ranges().stream()
                .map(range -> PortRange.newBuilder()
                        .setFirst(range.first())
                        .setLast(range.last())
                        .build())
                .toList();
    }

    static AddressSet addresses(List<AddressRange> ranges) {
        List<dev.scanctl.wire.AddressRange> read = new ArrayList<>();
        for (AddressRange range : ranges) {
            read.add(new dev.scanctl.wire.AddressRange(
                    Address.of(range.getFirst().toByteArray()),
                    Address.of(range.getLast().toByteArray())));
        }
        return AddressSet.of(read);
    }

    static ByteString bytes(Address address) {
        return ByteString.copyFrom(address.toBytes());
    }
}
