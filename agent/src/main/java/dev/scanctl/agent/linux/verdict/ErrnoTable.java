package dev.scanctl.agent.linux.verdict;

import static dev.scanctl.agent.linux.Errno.*;

import dev.scanctl.agent.linux.Errno;
import dev.scanctl.agent.linux.IcmpRejection;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;

/**
 * What the end of one connect attempt says: the project's table "TCP connect: errno to state". The same number means the
 * path's answer when it comes with the ready socket, and our own routing table when connect(2) returns it at once.
 */
public final class ErrnoTable {
    public static final Outcome OPEN = Outcome.of(PortState.OPEN, Reason.SYN_ACK);
    public static final Outcome CLOSED = Outcome.of(PortState.CLOSED, Reason.CONN_REFUSED);

    private ErrnoTable() {}

    /** Has the JVM read this class now: reading it takes a descriptor, and it is first asked when none is to be had. */
    public static void load() {
        atOnce(Errno.EMFILE);
    }

    /** The outcome of an error that connect(2), or a call on its way, returned at once. */
    public static Outcome atOnce(int errno) {
        return switch (errno) {
            case 0 -> OPEN;
            case ECONNREFUSED -> CLOSED;
            case EHOSTUNREACH, ENETUNREACH, EACCES, EINVAL, EAFNOSUPPORT -> unknown(Reason.LOCAL_ROUTE);
            default -> localFault(errno);
        };
    }

    /** The outcome of SO_ERROR once the socket was ready, the error queue being empty. */
    public static Outcome whenReady(int errno) {
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

    /** The outcome of an error of a raw or packet socket that sends: as for connect(2), but where it means something else. */
    public static Outcome whenSending(int errno) {
        return switch (errno) {
            case EAGAIN -> unknown(Reason.LOCAL_BUFFERS);
            case ENXIO, ENODEV -> unknown(Reason.LOCAL_LINK);
            case 0, ECONNREFUSED -> unknown(Reason.LOCAL_OTHER);
            default -> atOnce(errno);
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

    public static Outcome filtered(Reason reason) {
        return Outcome.of(PortState.FILTERED, reason);
    }

    public static Outcome unknown(Reason reason) {
        return Outcome.of(PortState.UNKNOWN, reason);
    }
}
