package dev.scanctl.agent.probe.measure;

import dev.scanctl.wire.Reason;

/** What follows from one attempt's end, by its reason: the whole retry policy but for silence. */
public enum RetryRule {
    /** The answer stands. */
    FINAL,
    /** The path's word, which may be passing: asked once more after {@link #LATER_NANOS}, and the better answer stands. */
    ONCE_LATER,
    /** As good as no answer: handled like an attempt that timed out. */
    SILENCE,
    /** This machine is at a limit: nothing was sent; tried again soon, with fewer in flight. */
    FEWER_IN_FLIGHT,
    /** The owner of this machine forbids it: nothing was sent, and nothing will be. */
    FORBIDDEN,
    /** This machine forbids or cannot: nothing was sent; tried a few times, seconds apart, then the work goes back. */
    SPACED;

    /** Distance of the second question to a router that said no. */
    public static final long LATER_NANOS = 1_000_000_000L;
    /** Distance of tries while this machine is at a limit. */
    public static final long SOON_NANOS = 100_000_000L;
    /** Distance of the second try after a fault; the third waits twice as long. */
    public static final long FAULT_NANOS = 1_000_000_000L;
    /** Tries of one probe that may end in a {@link #SPACED} fault before its host is given back. */
    public static final int FAULTS = 3;

    public static RetryRule of(Reason reason) {
        return switch (reason) {
            case SYN_ACK, SYN, RESET_AFTER_ACCEPT, UDP_RESPONSE, UDP_RESPONSE_OTHER_SOURCE -> FINAL;
            case CONN_REFUSED, RESET, PORT_UNREACH, ADMIN_PROHIBITED, ECHO_REPLY, NEIGHBOUR_REPLY -> FINAL;
            case HOST_UNREACH, NET_UNREACH, NO_NEIGHBOUR, TTL_EXCEEDED, HOST_UNKNOWN, HOST_ISOLATED -> ONCE_LATER;
            case PROTO_UNREACH, PARAM_PROBLEM, FRAG_NEEDED, SOURCE_ROUTE -> ONCE_LATER;
            case NO_RESPONSE, ICMP_LIMITED -> SILENCE;
            case LOCAL_PORTS, LOCAL_DESCRIPTORS, LOCAL_BUFFERS -> FEWER_IN_FLIGHT;
            case LOCAL_ROUTE, LOCAL_FIREWALL, LOCAL_LINK, LOCAL_DROPS, LOCAL_OTHER -> SPACED;
            case POLICY -> FORBIDDEN;
            // Not words of a transport; whoever says them has a fault.
            case HOST_DOWN, EXCLUDED, AGENT_REFUSED, QUARANTINED, HOST_TIMEOUT, SUSPENDED, CANCELLED, NOT_TOLD -> SPACED;
        };
    }

    public boolean isLocalFault() {
        return this == FEWER_IN_FLIGHT || this == SPACED;
    }

    /** How long a unit may see nothing but such faults before it is refused. */
    long patienceNanos() {
        return this == FEWER_IN_FLIGHT ? 10_000_000_000L : 5_000_000_000L;
    }
}
