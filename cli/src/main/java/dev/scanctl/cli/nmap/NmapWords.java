package dev.scanctl.cli.nmap;

import dev.scanctl.wire.Method;
import dev.scanctl.wire.PortState;
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

    /** The type of a scan: of those that nmap knows the one that asks in the same way. */
    static String scan(Method method) {
        return switch (method) {
            case SYN -> "syn";
            case UDP -> "udp";
            case CONNECT, CONNECT_PORTABLE, ICMP_ECHO, NEIGHBOUR -> "connect";
        };
    }}
