package dev.scanctl.agent.linux.syn;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.wire.Address;
import java.lang.foreign.MemorySegment;

/**
 * One packet that may answer a probe, as its headers say (RFC 9293 section 3.1, RFC 792, RFC 4443 section 3). Used again
 * for each packet; reading allocates nothing. Owned by one thread.
 */
final class Heard {
    enum Kind {
        SYN_ACK,
        SYN,
        RESET,
        /** An ICMP error that quotes a TCP segment. */
        REJECTION
    }

    private static final int TCP = 6;
    private static final int ICMP = 1;
    private static final int ICMP6 = 58;
    private static final int V6_HEADER = 40;
    private static final int ICMP_HEADER = 8;
    /** What ICMP quotes at least of a segment: the ports and the sequence number. */
    private static final int QUOTED_BYTES = 8;

    private static final int FLAG_SYN = 2;
    private static final int FLAG_RST = 4;
    private static final int FLAG_ACK = 16;

    Kind kind = Kind.SYN;
    boolean v6;
    /** The index of the link that it came by. */
    int link;
    /** The target's address; of a rejection the one that the probe was sent to. */
    long targetHigh;

    long targetLow;
    int targetPort;
    int sourcePort;
    /** The acknowledgement number; of a rejection the probe's sequence number. */
    int number;

    int icmpType;
    int icmpCode;
    long offenderHigh;
    long offenderLow;

    /** Whether the target's address says nothing without its link. */
    boolean isLinkLocal() {
        return v6 && LinkLocal.is(targetHigh);
    }

    /** Says which link the link-local addresses in it are on. */
    void on(int index) {
        targetHigh = LinkLocal.on(targetHigh, index);
        offenderHigh = LinkLocal.on(offenderHigh, index);
    }

    Address target() {
        return new Address(v6, targetHigh, targetLow);
    }

    /** Who sent a rejection. */
    Address offender() {
        return new Address(v6, offenderHigh, offenderLow);
    }

    /** Reads an IP packet; false: it is none of the kinds, or cut off. */
    boolean read(MemorySegment memory, long at, int length) {
        int version = length == 0 ? 0 : octet(memory, at) >>> 4;
        return switch (version) {
            case 4 -> readV4(memory, at, length);
            case 6 -> readV6(memory, at, length);
            default -> false;
        };
    }

    private boolean readV4(MemorySegment memory, long at, int length) {
        int header = (octet(memory, at) & 15) * 4;
        if (header < 20 || length < header + QUOTED_BYTES || isLaterFragment(memory, at)) {
            return false;
        }
        v6 = false;
        targetHigh = 0;
        targetLow = Integer.toUnsignedLong(memory.get(SynPacket.NET_INT, at + 12));
        return switch (octet(memory, at + 9)) {
            case TCP -> readTcp(memory, at + header, length - header);
            case ICMP -> readIcmp(memory, at + header, length - header);
            default -> false;
        };
    }

    private boolean readV6(MemorySegment memory, long at, int length) {
        if (length < V6_HEADER + QUOTED_BYTES) {
            return false;
        }
        v6 = true;
        targetHigh = memory.get(SynPacket.NET_LONG, at + 8);
        targetLow = memory.get(SynPacket.NET_LONG, at + 16);
        return switch (octet(memory, at + 6)) {
            case TCP -> readTcp(memory, at + V6_HEADER, length - V6_HEADER);
            case ICMP6 -> readIcmp(memory, at + V6_HEADER, length - V6_HEADER);
            default -> false;
        };
    }

    private boolean readTcp(MemorySegment memory, long at, int length) {
        if (length < 20) {
            return false;
        }
        targetPort = port(memory, at);
        sourcePort = port(memory, at + 2);
        number = memory.get(SynPacket.NET_INT, at + 8);
        int flags = octet(memory, at + 13);
        if ((flags & (FLAG_RST | FLAG_SYN)) == 0) {
            return false;
        }
        Kind bySyn = (flags & FLAG_ACK) == 0 ? Kind.SYN : Kind.SYN_ACK;
        kind = (flags & FLAG_RST) == 0 ? bySyn : Kind.RESET;
        return true;
    }

    private boolean readIcmp(MemorySegment memory, long at, int length) {
        icmpType = octet(memory, at);
        icmpCode = octet(memory, at + 1);
        offenderHigh = targetHigh;
        offenderLow = targetLow;
        kind = Kind.REJECTION;
        long quoted = at + ICMP_HEADER;
        return v6
                ? icmpType <= 4 && readQuotedV6(memory, quoted, length - ICMP_HEADER)
                : isError(icmpType) && readQuotedV4(memory, quoted, length - ICMP_HEADER);
    }

    private static boolean isError(int type) {
        return type == 3 || type == 11 || type == 12;
    }

    private boolean readQuotedV4(MemorySegment memory, long at, int length) {
        int header = length < 20 ? 0 : (octet(memory, at) & 15) * 4;
        if (header < 20 || length < header + QUOTED_BYTES) {
            return false;
        }
        targetLow = Integer.toUnsignedLong(memory.get(SynPacket.NET_INT, at + 16));
        boolean segment = octet(memory, at + 9) == TCP && !isLaterFragment(memory, at);
        return segment && readQuotedSegment(memory, at + header);
    }

    private boolean readQuotedV6(MemorySegment memory, long at, int length) {
        if (length < V6_HEADER + QUOTED_BYTES || octet(memory, at + 6) != TCP) {
            return false;
        }
        targetHigh = memory.get(SynPacket.NET_LONG, at + 24);
        targetLow = memory.get(SynPacket.NET_LONG, at + 32);
        return readQuotedSegment(memory, at + V6_HEADER);
    }

    private boolean readQuotedSegment(MemorySegment memory, long at) {
        sourcePort = port(memory, at);
        targetPort = port(memory, at + 2);
        number = memory.get(SynPacket.NET_INT, at + 4);
        return true;
    }

    private static boolean isLaterFragment(MemorySegment memory, long at) {
        return (port(memory, at + 6) & 0x1fff) != 0;
    }

    private static int port(MemorySegment memory, long at) {
        return Short.toUnsignedInt(memory.get(SynPacket.NET_SHORT, at));
    }

    private static int octet(MemorySegment memory, long at) {
        return Byte.toUnsignedInt(memory.get(JAVA_BYTE, at));
    }
}
