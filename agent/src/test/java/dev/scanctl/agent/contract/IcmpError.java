package dev.scanctl.agent.contract;

import dev.scanctl.wire.Reason;
import java.util.List;

/**
 * One ICMP error that a path may answer with (RFC 792, RFC 1812 section 5.2.7.1, RFC 4443 section 3), and what it is called.
 *
 * @param type of ICMP, or of ICMPv6
 */
public record IcmpError(int type, int code, Reason reason) {
    /** The kernel takes it for news about the path's MTU, and tells TCP sockets nothing. */
    public static final IcmpError FRAG_NEEDED = new IcmpError(3, 4, Reason.FRAG_NEEDED);
    /** "Fragment reassembly time exceeded", of which the kernel tells no socket. */
    public static final IcmpError REASSEMBLY = new IcmpError(11, 1, Reason.TTL_EXCEEDED);

    public static final IcmpError PORT_UNREACH = new IcmpError(3, 3, Reason.PORT_UNREACH);
    public static final IcmpError PORT_UNREACH_V6 = new IcmpError(1, 4, Reason.PORT_UNREACH);

    public static final List<IcmpError> V4 = List.of(
            new IcmpError(3, 0, Reason.NET_UNREACH),
            new IcmpError(3, 1, Reason.HOST_UNREACH),
            new IcmpError(3, 2, Reason.PROTO_UNREACH),
            PORT_UNREACH,
            FRAG_NEEDED,
            new IcmpError(3, 5, Reason.SOURCE_ROUTE),
            new IcmpError(3, 6, Reason.NET_UNREACH),
            new IcmpError(3, 7, Reason.HOST_UNKNOWN),
            new IcmpError(3, 8, Reason.HOST_ISOLATED),
            new IcmpError(3, 9, Reason.NET_UNREACH),
            new IcmpError(3, 10, Reason.ADMIN_PROHIBITED),
            new IcmpError(3, 11, Reason.NET_UNREACH),
            new IcmpError(3, 12, Reason.HOST_UNREACH),
            new IcmpError(3, 13, Reason.ADMIN_PROHIBITED),
            new IcmpError(3, 14, Reason.ADMIN_PROHIBITED),
            new IcmpError(3, 15, Reason.ADMIN_PROHIBITED),
            new IcmpError(11, 0, Reason.TTL_EXCEEDED),
            REASSEMBLY,
            new IcmpError(12, 0, Reason.PARAM_PROBLEM));

    public static final List<IcmpError> V6 = List.of(
            new IcmpError(1, 0, Reason.NET_UNREACH),
            new IcmpError(1, 1, Reason.ADMIN_PROHIBITED),
            new IcmpError(1, 2, Reason.HOST_UNREACH),
            new IcmpError(1, 3, Reason.HOST_UNREACH),
            PORT_UNREACH_V6,
            new IcmpError(1, 5, Reason.ADMIN_PROHIBITED),
            new IcmpError(1, 6, Reason.ADMIN_PROHIBITED),
            new IcmpError(3, 0, Reason.TTL_EXCEEDED),
            new IcmpError(3, 1, Reason.TTL_EXCEEDED),
            new IcmpError(4, 0, Reason.PARAM_PROBLEM),
            new IcmpError(4, 1, Reason.PARAM_PROBLEM));

    /** The port at which an {@link IcmpResponder} answers with it. */
    public int port() {
        return IcmpResponder.FIRST_PORT + type * 100 + code;
    }

    static int type(int port) {
        return (port - IcmpResponder.FIRST_PORT) / 100;
    }

    static int code(int port) {
        return (port - IcmpResponder.FIRST_PORT) % 100;
    }
}
