package dev.scanctl.agent.linux.reach;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.scanctl.agent.linux.NetworkOrder;
import dev.scanctl.agent.linux.SipHash;
import dev.scanctl.wire.Address;
import java.lang.foreign.MemorySegment;

/**
 * An ICMP or ICMPv6 echo request (RFC 792, RFC 4443 section 4.1) and the token that makes its answer ours: a keyed hash of
 * target and attempt, all of it in the data that a reply gives back, half of it in identifier and sequence number, which an
 * ICMP error quotes as well.
 */
final class EchoMessage {
    static final int BYTES = 16;
    static final int REQUEST_V4 = 8;
    static final int REQUEST_V6 = 128;

    private EchoMessage() {}

    /** @param serial of the attempt, another for each */
    static long token(SipHash hash, Address target, int serial) {
        long place = target.v6() ? hash.of(target.high(), target.low()) : target.low();
        return hash.of(place, (target.v6() ? 1L << 32 : 0) | Integer.toUnsignedLong(serial));
    }

    /** Identifier and sequence number. */
    static int numbers(long token) {
        return (int) (token >>> 32);
    }

    /** Writes a request. The kernel itself computes the checksum of ICMPv6, which covers addresses, too. */
    static void write(MemorySegment memory, boolean v6, long token) {
        memory.set(JAVA_BYTE, 0, (byte) (v6 ? REQUEST_V6 : REQUEST_V4));
        memory.set(JAVA_BYTE, 1, (byte) 0);
        memory.set(NetworkOrder.SHORT, 2, (short) 0);
        memory.set(NetworkOrder.INT, 4, numbers(token));
        memory.set(NetworkOrder.LONG, 8, token);
        if (!v6) {
            memory.set(NetworkOrder.SHORT, 2, NetworkOrder.checksum(NetworkOrder.sum(memory, 0, BYTES)));
        }
    }
}
