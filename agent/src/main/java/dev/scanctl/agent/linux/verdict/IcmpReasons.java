package dev.scanctl.agent.linux.verdict;

import dev.scanctl.wire.Reason;

/** What an ICMP error that quotes a probe says, whoever read it: an error queue or a raw socket. */
public final class IcmpReasons {
    private IcmpReasons() {}

    /** ICMP types and codes: RFC 792, RFC 1122 section 3.2.2.1, RFC 1812 section 5.2.7.1. */
    public static Reason v4(int type, int code) {
        return switch (type) {
            case 3 -> unreachable(code);
            case 11 -> Reason.TTL_EXCEEDED;
            case 12 -> Reason.PARAM_PROBLEM;
            default -> Reason.HOST_UNREACH;
        };
    }

    private static Reason unreachable(int code) {
        return switch (code) {
            case 0, 6, 9, 11 -> Reason.NET_UNREACH;
            case 2 -> Reason.PROTO_UNREACH;
            case 3 -> Reason.PORT_UNREACH;
            case 4 -> Reason.FRAG_NEEDED;
            case 5 -> Reason.SOURCE_ROUTE;
            case 7 -> Reason.HOST_UNKNOWN;
            case 8 -> Reason.HOST_ISOLATED;
            case 10, 13, 14, 15 -> Reason.ADMIN_PROHIBITED;
            default -> Reason.HOST_UNREACH;
        };
    }

    /** ICMPv6 types and codes: RFC 4443 section 3. */
    public static Reason v6(int type, int code) {
        return switch (type) {
            case 1 -> unreachable6(code);
            case 2 -> Reason.FRAG_NEEDED;
            case 3 -> Reason.TTL_EXCEEDED;
            case 4 -> Reason.PARAM_PROBLEM;
            default -> Reason.HOST_UNREACH;
        };
    }

    private static Reason unreachable6(int code) {
        return switch (code) {
            case 0 -> Reason.NET_UNREACH;
            case 1, 5, 6 -> Reason.ADMIN_PROHIBITED;
            case 4 -> Reason.PORT_UNREACH;
            default -> Reason.HOST_UNREACH;
        };
    }
}
