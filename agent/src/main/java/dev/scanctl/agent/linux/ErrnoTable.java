package dev.scanctl.agent.linux;

import static dev.scanctl.agent.linux.Errno.*;

import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;

/**
 * What the end of one connect attempt says: the project's table "TCP connect: errno to state". The same number means the
 * path's answer when it comes with the ready socket, and our own routing table when connect(2) returns it at once.
 */
final class ErrnoTable {
    static final Outcome OPEN = Outcome.of(PortState.OPEN, Reason.SYN_ACK);
    static final Outcome CLOSED = Outcome.of(PortState.CLOSED, Reason.CONN_REFUSED);

    private ErrnoTable() {}

    /** Has the JVM read this class now: reading it takes a descriptor, and it is first asked when none is to be had. */
    static void load() {
        atOnce(Errno.EMFILE);
    }

    /** The outcome of an error that connect(2), or a call on its way, returned at once. */
    static Outcome atOnce(int errno) {
        return switch (errno) {
            case 0 -> OPEN;
            case ECONNREFUSED -> CLOSED;
            case EHOSTUNREACH, ENETUNREACH, EACCES, EINVAL, EAFNOSUPPORT -> unknown(Reason.LOCAL_ROUTE);
            default -> localFault(errno);
        };
    }

    /** The outcome of SO_ERROR once the socket was ready, the error queue being empty. */
    static Outcome whenReady(int errno) {
        return switch (errno) {
            case 0 -> OPEN;
            case ECONNRESET, EPIPE -> Outcome.of(PortState.OPEN, Reason.RESET_AFTER_ACCEPT);
            case ECONNREFUSED -> CLOSED;
            case ETIMEDOUT -> filtered(Reason.NO_RESPONSE);
            case EHOSTUNREACH -> filtered(Reason.HOST_UNREACH);
            case ENETUNREACH -> filtered(Reason.NET_UNREACH);
            case EACCES -> filtered(Reason.ADMIN_PROHIBITED);
            case EHOSTDOWN -> filtered(Reason.HOST_UNKNOWN);
            case ENONET -> filtered(Reason.HOST_ISOLATED);
            case ENOPROTOOPT -> filtered(Reason.PROTO_UNREACH);
            case EPROTO -> filtered(Reason.PARAM_PROBLEM);
            case EMSGSIZE -> filtered(Reason.FRAG_NEEDED);
            case EOPNOTSUPP -> filtered(Reason.SOURCE_ROUTE);
            default -> localFault(errno);
        };
    }

    /** The outcome of an attempt whose error queue held this. */
    static Outcome rejected(IcmpRejection rejection, Rejecter by) {
        if (!rejection.fromPacket()) {
            Outcome local = atOnce(rejection.errno());
            return local.state() == PortState.UNKNOWN ? local : unknown(Reason.LOCAL_OTHER);
        }
        return switch (by) {
            case OWN_FIREWALL -> unknown(Reason.LOCAL_FIREWALL);
            case OWN_GATEWAY_MISSING -> unknown(Reason.LOCAL_ROUTE);
            case OWN_LINK_DOWN -> unknown(Reason.LOCAL_LINK);
            case OWN_NEIGHBOUR_MISSING -> filtered(Reason.NO_NEIGHBOUR);
            case PATH -> filtered(
                    rejection.origin() == IcmpRejection.ORIGIN_ICMP6 ? icmp6Reason(rejection) : icmpReason(rejection));
        };
    }

    /** ICMP types and codes: RFC 792, RFC 1122 section 3.2.2.1, RFC 1812 section 5.2.7.1. */
    private static Reason icmpReason(IcmpRejection rejection) {
        return switch (rejection.type()) {
            case 3 -> unreachableReason(rejection.code());
            case 11 -> Reason.TTL_EXCEEDED;
            case 12 -> Reason.PARAM_PROBLEM;
            default -> Reason.HOST_UNREACH;
        };
    }

    private static Reason unreachableReason(int code) {
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
    private static Reason icmp6Reason(IcmpRejection rejection) {
        return switch (rejection.type()) {
            case 1 -> unreachable6Reason(rejection.code());
            case 2 -> Reason.FRAG_NEEDED;
            case 3 -> Reason.TTL_EXCEEDED;
            case 4 -> Reason.PARAM_PROBLEM;
            default -> Reason.HOST_UNREACH;
        };
    }

    private static Reason unreachable6Reason(int code) {
        return switch (code) {
            case 0 -> Reason.NET_UNREACH;
            case 1, 5, 6 -> Reason.ADMIN_PROHIBITED;
            case 4 -> Reason.PORT_UNREACH;
            default -> Reason.HOST_UNREACH;
        };
    }

    private static Outcome localFault(int errno) {
        return switch (errno) {
            case EPERM -> unknown(Reason.LOCAL_FIREWALL);
            case EADDRNOTAVAIL, EADDRINUSE, EAGAIN -> unknown(Reason.LOCAL_PORTS);
            case EMFILE, ENFILE -> unknown(Reason.LOCAL_DESCRIPTORS);
            case ENOBUFS, ENOMEM, ENOSPC -> unknown(Reason.LOCAL_BUFFERS);
            case ECONNABORTED, ENETRESET, ENETDOWN -> unknown(Reason.LOCAL_LINK);
            default -> unknown(Reason.LOCAL_OTHER);
        };
    }

    private static Outcome filtered(Reason reason) {
        return Outcome.of(PortState.FILTERED, reason);
    }

    private static Outcome unknown(Reason reason) {
        return Outcome.of(PortState.UNKNOWN, reason);
    }
}
