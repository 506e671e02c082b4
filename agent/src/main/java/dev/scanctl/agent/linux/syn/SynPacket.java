package dev.scanctl.agent.linux.syn;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.scanctl.agent.linux.NetworkOrder;
import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.wire.Address;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The bytes of a probe: an IP header without options (RFC 791, RFC 8200) and a SYN with one option, the maximum segment size,
 * as every system sends it (RFC 9293 section 3.7.1). What is the same in all is written once; checksums are continued from
 * the sums of the constant words (RFC 1071).
 */
final class SynPacket {
    static final ValueLayout.OfShort NET_SHORT = NetworkOrder.SHORT;
    static final ValueLayout.OfInt NET_INT = NetworkOrder.INT;
    static final ValueLayout.OfLong NET_LONG = NetworkOrder.LONG;

    static final int V4_HEADER = 20;
    static final int V6_HEADER = 40;
    static final int SEGMENT = 24;

    private static final int TCP = 6;
    private static final int HOPS = 64;
    private static final int VERSION_4 = 0x4500;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int HOPS_AND_TCP = HOPS << 8 | TCP;
    /** Six words of header, SYN. */
    private static final int OFFSET_AND_FLAGS = 0x6002;

    private static final int WINDOW = 0xfaf0;
    private static final int MSS_OPTION = 0x0204;
    private static final int MSS_V4 = 1460;
    private static final int MSS_V6 = 1440;

    /** Of the constant words of an IPv4 header, without addresses. */
    static final int HEADER_SUM = VERSION_4 + V4_HEADER + SEGMENT + DONT_FRAGMENT + HOPS_AND_TCP;

    private SynPacket() {}

    /** What an Ethernet frame calls a packet of this family (IEEE 802). */
    static short etherType(boolean v6) {
        return v6 ? (short) 0x86dd : 0x0800;
    }

    /** Length of a whole packet in bytes. */
    static int bytes(boolean v6) {
        return (v6 ? V6_HEADER : V4_HEADER) + SEGMENT;
    }

    /** Of the constant words of a segment and of the pseudo header, without addresses. */
    static int segmentSum(boolean v6) {
        return TCP + SEGMENT + OFFSET_AND_FLAGS + WINDOW + MSS_OPTION + (v6 ? MSS_V6 : MSS_V4);
    }

    /** Writes what is the same in all packets of a family. */
    static void writeConstants(MemorySegment memory, long at, boolean v6) {
        memory.asSlice(at, bytes(v6)).fill((byte) 0);
        if (v6) {
            memory.set(NET_SHORT, at, (short) 0x6000);
            memory.set(NET_SHORT, at + 4, (short) SEGMENT);
            memory.set(JAVA_BYTE, at + 6, (byte) TCP);
            memory.set(JAVA_BYTE, at + 7, (byte) HOPS);
        } else {
            memory.set(NET_SHORT, at, (short) VERSION_4);
            memory.set(NET_SHORT, at + 2, (short) (V4_HEADER + SEGMENT));
            memory.set(NET_SHORT, at + 6, (short) DONT_FRAGMENT);
            memory.set(NET_SHORT, at + 8, (short) HOPS_AND_TCP);
        }
        long segment = at + (v6 ? V6_HEADER : V4_HEADER);
        memory.set(NET_SHORT, segment + 12, (short) OFFSET_AND_FLAGS);
        memory.set(NET_SHORT, segment + 14, (short) WINDOW);
        memory.set(NET_SHORT, segment + 20, (short) MSS_OPTION);
        memory.set(NET_SHORT, segment + 22, (short) (v6 ? MSS_V6 : MSS_V4));
    }

    /** Writes what differs from probe to probe. */
    static void patch(MemorySegment memory, long at, Route route, Address target, int sourcePort, int port, int sequence) {
        long segment;
        if (target.v6()) {
            memory.set(NET_LONG, at + 8, route.sourceHigh);
            memory.set(NET_LONG, at + 16, route.sourceLow);
            memory.set(NET_LONG, at + 24, LinkLocal.onWire(target.high()));
            memory.set(NET_LONG, at + 32, target.low());
            segment = at + V6_HEADER;
        } else {
            // The kernel would choose an identification where it is 0, and take its time.
            int identification = sequence >>> 16 | 1;
            memory.set(NET_SHORT, at + 4, (short) identification);
            memory.set(NET_SHORT, at + 10, NetworkOrder.checksum(route.headerSum + identification));
            memory.set(NET_INT, at + 12, (int) route.sourceLow);
            memory.set(NET_INT, at + 16, (int) target.low());
            segment = at + V4_HEADER;
        }
        memory.set(NET_INT, segment, sourcePort << 16 | port);
        memory.set(NET_INT, segment + 4, sequence);
        int sum = route.segmentSum + sourcePort + port + (sequence >>> 16) + (sequence & 0xffff);
        memory.set(NET_SHORT, segment + 16, NetworkOrder.checksum(sum));
    }

    /** Where a patched packet goes. */
    static Address target(MemorySegment memory, long at, boolean v6) {
        return v6
                ? new Address(true, memory.get(NET_LONG, at + 24), memory.get(NET_LONG, at + 32))
                : new Address(false, 0, Integer.toUnsignedLong(memory.get(NET_INT, at + 16)));
    }

    /** Of the four 16-bit words of a number. */
    static int sum(long words) {
        return (int) ((words >>> 48) + (words >>> 32 & 0xffff) + (words >>> 16 & 0xffff) + (words & 0xffff));
    }
}
