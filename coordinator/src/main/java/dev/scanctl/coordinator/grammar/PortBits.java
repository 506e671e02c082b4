package dev.scanctl.coordinator.grammar;

import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Ports of both protocols while they are read: 16 KiB however many expressions name them. Used by one thread. */
final class PortBits {
    private final BitSet tcp = new BitSet();
    private final BitSet udp = new BitSet();

    void set(Protocol protocol, int first, int last) {
        of(protocol).set(first, last + 1);
    }

    /** Whether there were any. */
    boolean set(Protocol protocol, PortSet ports) {
        ports.ranges().forEach(range -> set(protocol, range.first(), range.last()));
        return !ports.isEmpty();
    }

    Ports toPorts() {
        return new Ports(toSet(tcp), toSet(udp));
    }

    private BitSet of(Protocol protocol) {
        return switch (protocol) {
            case TCP -> tcp;
            case UDP -> udp;
        };
    }

    private static PortSet toSet(BitSet bits) {
        List<PortRange> ranges = new ArrayList<>();
        for (int first = bits.nextSetBit(0); first >= 0; first = bits.nextSetBit(bits.nextClearBit(first))) {
            ranges.add(new PortRange(first, bits.nextClearBit(first) - 1));
        }
        return PortSet.of(ranges);
    }
}
