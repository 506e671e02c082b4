package dev.scanctl.agent.linux.reach;

import dev.scanctl.agent.linux.IcmpRejection;
import dev.scanctl.agent.linux.NetworkOrder;
import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.wire.Address;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An ICMP message that may answer an echo: a reply, or an error that quotes the request (RFC 792, RFC 4443).
 *
 * @param target who was asked, as far as the message says
 * @param numbers identifier and sequence number
 * @param data of a reply: the first eight bytes that it gives back
 * @param rejection of an error: what it says; null: a reply
 */
record HeardIcmp(Address target, int numbers, long data, @Nullable IcmpRejection rejection) {
    private static final int REPLY_V4 = 0;
    private static final int REPLY_V6 = 129;
    private static final int ICMP = 1;
    private static final int ICMP6 = 58;
    private static final int HEADER = 8;
    private static final int V6_HEADER = 40;

    /** Whether an attempt with this token at the target is what it answers. */
    boolean answers(long token) {
        return numbers == EchoMessage.numbers(token) && (rejection != null || data == token);
    }

    /** Of what a raw IPv4 socket gives: the IP header and the message. Empty: it is no such message, or cut off. */
    static Optional<HeardIcmp> readV4(MemorySegment packet, Address from) {
        int header = packet.byteSize() < 20 ? 0 : headerBytes(packet, 0);
        if (header < 20 || packet.byteSize() < header + HEADER) {
            return Optional.empty();
        }
        MemorySegment message = packet.asSlice(header);
        return switch (type(message)) {
            case REPLY_V4 -> reply(message, from);
            case 3, 11, 12 -> errorV4(message, from);
            default -> Optional.empty();
        };
    }

    /** Of what a raw ICMPv6 socket gives: the message alone. */
    static Optional<HeardIcmp> readV6(MemorySegment message, Address from) {
        if (message.byteSize() < HEADER) {
            return Optional.empty();
        }
        int type = type(message);
        return type == REPLY_V6 ? reply(message, from) : type >= 1 && type <= 4 ? errorV6(message, from) : Optional.empty();
    }

    private static Optional<HeardIcmp> reply(MemorySegment message, Address from) {
        if (message.byteSize() < EchoMessage.BYTES) {
            return Optional.empty();
        }
        int numbers = message.get(NetworkOrder.INT, 4);
        return Optional.of(new HeardIcmp(from, numbers, message.get(NetworkOrder.LONG, HEADER), null));
    }

    private static Optional<HeardIcmp> errorV4(MemorySegment message, Address from) {
        MemorySegment quoted = message.asSlice(HEADER);
        int header = quoted.byteSize() < 20 ? 0 : headerBytes(quoted, 0);
        boolean whole = header >= 20 && quoted.byteSize() >= header + HEADER;
        if (!whole || NetworkOrder.unsignedByte(quoted, 9) != ICMP) {
            return Optional.empty();
        }
        Address target = Address.v4(quoted.get(NetworkOrder.INT, 16));
        return error(message, quoted.asSlice(header), target, from, IcmpRejection.ORIGIN_ICMP);
    }

    private static Optional<HeardIcmp> errorV6(MemorySegment message, Address from) {
        MemorySegment quoted = message.asSlice(HEADER);
        if (quoted.byteSize() < V6_HEADER + HEADER || NetworkOrder.unsignedByte(quoted, 6) != ICMP6) {
            return Optional.empty();
        }
        Address target = new Address(true, quoted.get(NetworkOrder.LONG, 24), quoted.get(NetworkOrder.LONG, 32));
        // Nobody beyond the link sees a link-local address, so that its sender names the link.
        Address placed = LinkLocal.on(target, LinkLocal.link(from));
        return error(message, quoted.asSlice(V6_HEADER), placed, from, IcmpRejection.ORIGIN_ICMP6);
    }

    private static Optional<HeardIcmp> error(
            MemorySegment message, MemorySegment request, Address target, Address from, int origin) {
        if (type(request) != (target.v6() ? EchoMessage.REQUEST_V6 : EchoMessage.REQUEST_V4)) {
            return Optional.empty();
        }
        int code = NetworkOrder.unsignedByte(message, 1);
        IcmpRejection rejection = new IcmpRejection(0, origin, type(message), code, from);
        return Optional.of(new HeardIcmp(target, request.get(NetworkOrder.INT, 4), 0, rejection));
    }

    private static int type(MemorySegment message) {
        return NetworkOrder.unsignedByte(message, 0);
    }

    private static int headerBytes(MemorySegment packet, long at) {
        return (NetworkOrder.unsignedByte(packet, at) & 15) * 4;
    }
}
