package dev.scanctl.agent.linux.syn;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.scanctl.wire.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Answers as they come from a network, for tests without one. */
final class Packets {
    static final int SYN = 2;
    static final int RST = 4;
    static final int ACK = 16;

    private Packets() {}

    /** A probe. */
    static MemorySegment probe(Address source, Address target, int sourcePort, int port, int sequence) {
        MemorySegment packet = Arena.ofAuto().allocate(SynPacket.bytes(target.v6()), 8);
        SynPacketTest.write(packet.asSlice(0), source, target, sourcePort, port, sequence);
        return packet;
    }

    /** A segment from a target, with IPv4 options where the header is longer than 20 bytes. */
    static MemorySegment segment(Address from, Address to, int header, int port, int toPort, int ack, int flags) {
        MemorySegment packet = Arena.ofAuto().allocate(header + 20, 8);
        header(packet, from, to, header, 6);
        packet.set(SynPacket.NET_SHORT, header, (short) port);
        packet.set(SynPacket.NET_SHORT, header + 2, (short) toPort);
        packet.set(SynPacket.NET_INT, header + 8, ack);
        packet.set(JAVA_BYTE, header + 13, (byte) flags);
        return packet;
    }

    /** An ICMP error that quotes a packet. */
    static MemorySegment error(Address from, Address to, int type, int code, MemorySegment quoted) {
        int header = from.v6() ? 40 : 20;
        MemorySegment packet = Arena.ofAuto().allocate(header + 8 + quoted.byteSize(), 8);
        header(packet, from, to, header, from.v6() ? 58 : 1);
        packet.set(JAVA_BYTE, header, (byte) type);
        packet.set(JAVA_BYTE, header + 1, (byte) code);
        packet.asSlice(header + 8).copyFrom(quoted);
        return packet;
    }

    private static void header(MemorySegment packet, Address from, Address to, int bytes, int protocol) {
        boolean v6 = from.v6();
        packet.set(JAVA_BYTE, 0, (byte) (v6 ? 0x60 : 0x40 | bytes / 4));
        packet.set(JAVA_BYTE, v6 ? 6 : 9, (byte) protocol);
        packet.asSlice(v6 ? 8 : 12).copyFrom(MemorySegment.ofArray(from.toBytes()));
        packet.asSlice(v6 ? 24 : 16).copyFrom(MemorySegment.ofArray(to.toBytes()));
    }
}
