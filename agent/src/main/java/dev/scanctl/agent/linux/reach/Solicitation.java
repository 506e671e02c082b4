package dev.scanctl.agent.linux.reach;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.scanctl.agent.linux.NetworkOrder;
import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.wire.Address;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * "Who has this address?" on an Ethernet link, and the answer: ARP (RFC 826) for IPv4; for IPv6 neighbour solicitation and
 * advertisement (RFC 4861 section 4), which no router forwards, so that a hop limit of 255 proves their sender to be on the
 * link.
 */
final class Solicitation {
    static final int MOST_BYTES = 72;

    static final int ARP_BYTES = 28;
    static final int ARP_REPLY = 2;
    static final int ICMP6 = 58;
    static final int HOP_LIMIT = 255;
    static final int ADVERTISEMENT = 136;

    private static final int ARP_REQUEST = 1;
    private static final int ETHERNET = 1;
    private static final int ETH_P_IP = 0x0800;
    private static final int LENGTHS = 6 << 8 | 4;

    private static final int V6_HEADER = 40;
    private static final int SOLICITATION = 135;
    private static final int SOLICITATION_BYTES = 32;
    private static final int ADVERTISEMENT_BYTES = 24;
    private static final int SOURCE_LINK_ADDRESS = 1;
    /** ff02::1:ff00:0/104, in which the last three bytes are the target's (RFC 4291 section 2.7.1). */
    private static final long SOLICITED_HIGH = 0xff02L << 48;

    private static final long SOLICITED_LOW = 0x1_ff00_0000L;
    private static final long BROADCAST = 0xffff_ffff_ffffL;

    private Solicitation() {}

    /** The Ethernet address that a question for the target goes to, its first byte the lowest. */
    static long destination(Address target) {
        if (!target.v6()) {
            return BROADCAST;
        }
        // 33:33 and the last four bytes of the group (RFC 2464 section 7).
        int group = (int) (SOLICITED_LOW | target.low() & 0xff_ffff);
        return 0x3333L | Integer.toUnsignedLong(Integer.reverseBytes(group)) << 16;
    }

    /**
     * Writes a question and gives its length.
     *
     * @param mac who asks, its first byte the lowest
     * @param source who asks, of the target's family
     */
    static int write(MemorySegment memory, long mac, Address source, Address target) {
        memory.fill((byte) 0);
        return target.v6() ? writeV6(memory, mac, source, target) : writeV4(memory, mac, source, target);
    }

    private static int writeV4(MemorySegment memory, long mac, Address source, Address target) {
        memory.set(NetworkOrder.SHORT, 0, (short) ETHERNET);
        memory.set(NetworkOrder.SHORT, 2, (short) ETH_P_IP);
        memory.set(NetworkOrder.SHORT, 4, (short) LENGTHS);
        memory.set(NetworkOrder.SHORT, 6, (short) ARP_REQUEST);
        writeMac(memory, 8, mac);
        memory.set(NetworkOrder.INT, 14, (int) source.low());
        memory.set(NetworkOrder.INT, 24, (int) target.low());
        return ARP_BYTES;
    }

    private static int writeV6(MemorySegment memory, long mac, Address source, Address target) {
        memory.set(JAVA_BYTE, 0, (byte) 0x60);
        memory.set(NetworkOrder.SHORT, 4, (short) SOLICITATION_BYTES);
        memory.set(JAVA_BYTE, 6, (byte) ICMP6);
        memory.set(JAVA_BYTE, 7, (byte) HOP_LIMIT);
        writeAddress(memory, 8, source.high(), source.low());
        writeAddress(memory, 24, SOLICITED_HIGH, SOLICITED_LOW | target.low() & 0xff_ffff);
        memory.set(JAVA_BYTE, V6_HEADER, (byte) SOLICITATION);
        writeAddress(memory, V6_HEADER + 8, LinkLocal.onWire(target.high()), target.low());
        memory.set(JAVA_BYTE, V6_HEADER + 24, (byte) SOURCE_LINK_ADDRESS);
        memory.set(JAVA_BYTE, V6_HEADER + 25, (byte) 1);
        writeMac(memory, V6_HEADER + 26, mac);
        // Of the pseudo header (RFC 8200 section 8.1) the addresses stand right before the message.
        int sum = NetworkOrder.sum(memory, 8, 32 + SOLICITATION_BYTES) + SOLICITATION_BYTES + ICMP6;
        memory.set(NetworkOrder.SHORT, V6_HEADER + 2, NetworkOrder.checksum(sum));
        return V6_HEADER + SOLICITATION_BYTES;
    }

    private static void writeAddress(MemorySegment memory, long at, long high, long low) {
        memory.set(NetworkOrder.LONG, at, high);
        memory.set(NetworkOrder.LONG, at + 8, low);
    }

    private static void writeMac(MemorySegment memory, long at, long mac) {
        for (int i = 0; i < 6; i++) {
            memory.set(JAVA_BYTE, at + i, (byte) (mac >>> 8 * i));
        }
    }

    /** Whose answer an ARP packet is; empty: it is none. */
    static Optional<Address> answerV4(MemorySegment packet) {
        boolean answer = packet.byteSize() >= ARP_BYTES
                && NetworkOrder.unsignedShort(packet, 0) == ETHERNET
                && NetworkOrder.unsignedShort(packet, 2) == ETH_P_IP
                && NetworkOrder.unsignedShort(packet, 4) == LENGTHS
                && NetworkOrder.unsignedShort(packet, 6) == ARP_REPLY;
        return answer ? Optional.of(Address.v4(packet.get(NetworkOrder.INT, 14))) : Optional.empty();
    }

    /** Whose answer an IPv6 packet is; empty: it is no neighbour advertisement (RFC 4861 section 7.1.2). */
    static Optional<Address> answerV6(MemorySegment packet) {
        boolean answer = packet.byteSize() >= V6_HEADER + ADVERTISEMENT_BYTES
                && NetworkOrder.unsignedByte(packet, 6) == ICMP6
                && NetworkOrder.unsignedByte(packet, 7) == HOP_LIMIT
                && NetworkOrder.unsignedByte(packet, V6_HEADER) == ADVERTISEMENT
                && NetworkOrder.unsignedByte(packet, V6_HEADER + 1) == 0;
        return answer
                ? Optional.of(new Address(
                        true, packet.get(NetworkOrder.LONG, V6_HEADER + 8), packet.get(NetworkOrder.LONG, V6_HEADER + 16)))
                : Optional.empty();
    }
}
