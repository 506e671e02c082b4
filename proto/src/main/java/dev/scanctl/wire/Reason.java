package dev.scanctl.wire;

/** Why a port has its state. Numbers are those of {@code scan.v1.Reason} and stand in encoded runs. */
public enum Reason {
    SYN_ACK(1, "syn-ack", "The handshake was answered."),
    CONN_REFUSED(2, "conn-refused", "A reset answered the connection attempt."),
    NO_RESPONSE(3, "no-response", "Nothing came back after enough attempts."),
    RESET(4, "reset", "A reset answered the raw probe."),
    PORT_UNREACH(5, "port-unreach", "An ICMP error said that the port is unreachable."),
    ADMIN_PROHIBITED(6, "admin-prohibited", "A router or filter said that it is forbidden."),
    HOST_UNREACH(7, "host-unreach", "A router said that it cannot reach the host."),
    NET_UNREACH(8, "net-unreach", "A router said that it cannot reach the network."),
    RESET_AFTER_ACCEPT(9, "reset-after-accept", "The connection was accepted and reset at once."),
    UDP_RESPONSE(10, "udp-response", "A datagram came back from the port."),
    NO_NEIGHBOUR(11, "no-neighbour", "No machine on the link answers for the address."),
    HOST_DOWN(12, "host-down", "The host was down by recorded evidence."),
    EXCLUDED(13, "excluded", "The operator excluded it while the scan ran."),
    TTL_EXCEEDED(14, "ttl-exceeded", "The probe ran out of hops on its way."),
    LOCAL_PORTS(15, "local-ports", "The agent had no source port left for this destination."),
    SYN(16, "syn", "A SYN answered (simultaneous open)."),
    UDP_RESPONSE_OTHER_SOURCE(17, "udp-response-other-source", "A datagram came back from another port of the host."),
    HOST_UNKNOWN(18, "host-unknown", "A router said that the host is unknown."),
    HOST_ISOLATED(19, "host-isolated", "A router said that the source host is isolated."),
    PROTO_UNREACH(20, "proto-unreach", "The host said that it does not speak the protocol."),
    PARAM_PROBLEM(21, "param-problem", "A router or the host found the packet malformed."),
    FRAG_NEEDED(22, "frag-needed", "A router could not forward without fragmenting."),
    SOURCE_ROUTE(23, "source-route", "A router said that the source route failed."),
    ICMP_LIMITED(24, "icmp-limited", "The host limits its ICMP errors, so its silence says nothing yet."),
    LOCAL_ROUTE(25, "local-route", "The agent's own routing table forbids or lacks the route."),
    LOCAL_FIREWALL(26, "local-firewall", "The agent's own firewall refused the packet."),
    LOCAL_DESCRIPTORS(27, "local-descriptors", "The agent ran out of file descriptors."),
    LOCAL_BUFFERS(28, "local-buffers", "The agent ran out of network buffers or memory."),
    LOCAL_LINK(29, "local-link", "The agent's own link is down or missing."),
    LOCAL_DROPS(30, "local-drops", "Packets were dropped on the agent itself, so silence says nothing."),
    AGENT_REFUSED(31, "agent-refused", "Every live agent of the segment refused the work."),
    QUARANTINED(32, "quarantined", "The unit was given up after several lost agents."),
    POLICY(33, "policy", "The agent's policy forbids it."),
    HOST_TIMEOUT(34, "host-timeout", "The host's time was used up."),
    SUSPENDED(35, "suspended", "The host stopped answering in mid-scan."),
    CANCELLED(36, "cancelled", "The scan was cancelled."),
    LOCAL_OTHER(37, "local-other", "A system call failed in an unlisted way."),
    ECHO_REPLY(38, "echo-reply", "The host answered an ICMP echo."),
    NEIGHBOUR_REPLY(39, "neighbour-reply", "The host answered on the link: ARP or neighbour discovery."),
    NOT_TOLD(40, "not-told", "The file that was imported does not tell.");

    private static final Reason[] BY_NUMBER = values();

    private final int number;
    private final String label;
    private final String sentence;

    Reason(int number, String label, String sentence) {
        this.number = number;
        this.label = label;
        this.sentence = sentence;
    }

    /** The number on the wire and in the store, from 1 without a gap. */
    public int number() {
        return number;
    }

    /** The name people read, such as {@code no-response}. */
    public String label() {
        return label;
    }

    /** What it means, for people. */
    public String sentence() {
        return sentence;
    }

    /** The reason of a wire number; an unknown number is an {@link IllegalArgumentException}. */
    public static Reason of(int number) {
        if (number < 1 || number > BY_NUMBER.length) {
            throw new IllegalArgumentException("no reason has number " + number);
        }
        return BY_NUMBER[number - 1];
    }
}
