package dev.scanctl.agent.nio;

import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What an exception of a connect attempt says. Java maps errno to classes and keeps strerror's text as the message; the
 * text is read where it is the only difference, and it is English only in some locales, so a text that is not known is
 * never guessed at.
 */
final class ExceptionTable {
    static final Outcome OPEN = Outcome.of(PortState.OPEN, Reason.SYN_ACK);
    static final Outcome RESET_AFTER_ACCEPT = Outcome.of(PortState.OPEN, Reason.RESET_AFTER_ACCEPT);
    static final Outcome CLOSED = Outcome.of(PortState.CLOSED, Reason.CONN_REFUSED);
    static final Outcome HOST_UNREACH = Outcome.of(PortState.FILTERED, Reason.HOST_UNREACH);
    static final Outcome NET_UNREACH = Outcome.of(PortState.FILTERED, Reason.NET_UNREACH);
    static final Outcome ADMIN_PROHIBITED = Outcome.of(PortState.FILTERED, Reason.ADMIN_PROHIBITED);
    static final Outcome LOCAL_ROUTE = Outcome.of(PortState.UNKNOWN, Reason.LOCAL_ROUTE);
    static final Outcome LOCAL_FIREWALL = Outcome.of(PortState.UNKNOWN, Reason.LOCAL_FIREWALL);
    static final Outcome LOCAL_DESCRIPTORS = Outcome.of(PortState.UNKNOWN, Reason.LOCAL_DESCRIPTORS);
    static final Outcome LOCAL_BUFFERS = Outcome.of(PortState.UNKNOWN, Reason.LOCAL_BUFFERS);
    static final Outcome LOCAL_PORTS = Outcome.of(PortState.UNKNOWN, Reason.LOCAL_PORTS);
    static final Outcome LOCAL_OTHER = Outcome.of(PortState.UNKNOWN, Reason.LOCAL_OTHER);

    /** The rows that are shown as they are, given the operating system's English messages. */
    private static final Set<Outcome> TOLD_APART = Set.of(
            OPEN,
            RESET_AFTER_ACCEPT,
            CLOSED,
            HOST_UNREACH,
            NET_UNREACH,
            LOCAL_ROUTE,
            LOCAL_FIREWALL,
            LOCAL_DESCRIPTORS,
            LOCAL_BUFFERS,
            LOCAL_PORTS);

    private ExceptionTable() {}

    /**
     * What stands for a truth of the state table here. Where ICMP speaks, the code is lost: a port-unreachable has the errno
     * of a reset, and all that say "no route to host" are one. ICMPv6 has an errno of its own for what is prohibited.
     */
    static Outcome shownFor(Outcome truth, boolean v6) {
        if (TOLD_APART.contains(truth) || v6 && truth == ADMIN_PROHIBITED) {
            return truth;
        }
        return switch (truth.reason()) {
            case PORT_UNREACH -> CLOSED;
            case ADMIN_PROHIBITED, NO_NEIGHBOUR, TTL_EXCEEDED -> HOST_UNREACH;
            default -> LOCAL_OTHER;
        };
    }

    /** An attempt that failed at once, before a packet's answer could have come. */
    static Outcome atOnce(Exception failure) {
        return switch (failure) {
            case ConnectException e -> says(e, "refused") ? CLOSED : unknownByText(e);
            case NoRouteToHostException _, UnresolvedAddressException _, UnsupportedAddressTypeException _ -> LOCAL_ROUTE;
            case BindException e -> says(e, "permission denied") ? LOCAL_ROUTE : unknownByText(e);
            default -> unknownByText(failure);
        };
    }

    /** An attempt that failed later; empty: nobody answered, which is not a transport's to tell. */
    static Optional<Outcome> later(IOException failure) {
        return switch (failure) {
            case ConnectException e when says(e, "timed out") -> Optional.empty();
            case ConnectException e when says(e, "refused") -> Optional.of(CLOSED);
            case BindException e when says(e, "permission denied") -> Optional.of(ADMIN_PROHIBITED);
            case NoRouteToHostException e when says(e, "no route to host") -> Optional.of(HOST_UNREACH);
            default -> Optional.of(laterByText(failure));
        };
    }

    private static Outcome laterByText(IOException failure) {
        if (says(failure, "connection reset") || says(failure, "broken pipe")) {
            return RESET_AFTER_ACCEPT;
        }
        return says(failure, "network is unreachable") ? NET_UNREACH : localFault(failure);
    }

    private static Outcome unknownByText(Exception failure) {
        boolean route = says(failure, "unreachable") || says(failure, "invalid argument") || says(failure, "family not");
        return route ? LOCAL_ROUTE : localFault(failure);
    }

    private static Outcome localFault(Exception failure) {
        if (says(failure, "operation not permitted")) {
            return LOCAL_FIREWALL;
        }
        if (says(failure, "too many open files")) {
            return LOCAL_DESCRIPTORS;
        }
        if (says(failure, "no buffer space") || says(failure, "cannot allocate memory")) {
            return LOCAL_BUFFERS;
        }
        boolean ports = says(failure, "cannot assign requested address") || says(failure, "already in use");
        return ports ? LOCAL_PORTS : LOCAL_OTHER;
    }

    private static boolean says(Exception failure, String words) {
        String message = failure.getMessage();
        return message != null && message.toLowerCase(Locale.ROOT).contains(words);
    }
}
