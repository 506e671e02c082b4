package dev.scanctl.cli.nmap;

import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Reason;

/** Our words in nmap's. Where nmap has none, ours stand: the format takes any. */
final class NmapWords {
    private NmapWords() {}

    /** nmap knows no port that was not probed; what it calls unknown is claimed of no host. */
    static String state(PortState state) {
        return state.observed() ? state.label() : "unknown";
    }

    static String reason(Reason reason) {
        return switch (reason) {
            case RESET_AFTER_ACCEPT -> "syn-ack";
            case SYN -> "split-handshake-syn";
            case TTL_EXCEEDED -> "time-exceeded";
            case NO_NEIGHBOUR -> "host-unreach";
            case UDP_RESPONSE_OTHER_SOURCE -> "udp-response";
            case NEIGHBOUR_REPLY -> "arp-response";
            default -> reason.label();
        };
    }

    /** A port's outcome in our words; where nmap's tell less than an outcome does, the usual one of that state. */
    static Outcome outcome(Protocol protocol, String state, String reason) {
        boolean tcp = protocol == Protocol.TCP;
        return switch (state) {
            case "open" -> Outcome.of(PortState.OPEN, known(reason, tcp ? Reason.SYN_ACK : Reason.UDP_RESPONSE));
            case "closed" -> Outcome.of(PortState.CLOSED, known(reason, tcp ? Reason.RESET : Reason.PORT_UNREACH));
            case "filtered" -> Outcome.of(PortState.FILTERED, known(reason, Reason.NO_RESPONSE));
            case "open|filtered" -> Outcome.of(PortState.OPEN_FILTERED, Reason.NO_RESPONSE);
            default -> Outcome.of(PortState.UNKNOWN, Reason.NOT_TOLD);
        };
    }

    /** Older versions say "resets" where several ports are meant. */
    private static Reason known(String reason, Reason otherwise) {
        return switch (reason) {
            case "syn-ack", "syn-acks" -> Reason.SYN_ACK;
            case "split-handshake-syn" -> Reason.SYN;
            case "reset", "resets" -> Reason.RESET;
            case "conn-refused" -> Reason.CONN_REFUSED;
            case "udp-response", "udp-responses" -> Reason.UDP_RESPONSE;
            case "no-response", "no-responses" -> Reason.NO_RESPONSE;
            case "port-unreach", "port-unreaches" -> Reason.PORT_UNREACH;
            case "host-unreach", "host-unreaches" -> Reason.HOST_UNREACH;
            case "net-unreach", "net-unreaches" -> Reason.NET_UNREACH;
            case "proto-unreach", "proto-unreaches" -> Reason.PROTO_UNREACH;
            case "admin-prohibited", "admin-prohibiteds", "host-prohibited", "host-prohibiteds", "net-prohibited", "net-prohibiteds" ->
                Reason.ADMIN_PROHIBITED;
            case "time-exceeded", "time-exceededs" -> Reason.TTL_EXCEEDED;
            default -> otherwise;
        };
    }

    /** The type of a scan: of those that nmap knows the one that asks in the same way. */
    static String scan(Method method) {
        return switch (method) {
            case SYN -> "syn";
            case UDP -> "udp";
            case CONNECT, CONNECT_PORTABLE, ICMP_ECHO, NEIGHBOUR -> "connect";
        };
    }}
