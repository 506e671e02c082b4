package dev.scanctl.agent.payload;

import java.util.Arrays;
import java.util.List;

/**
 * Which question a UDP port is asked. Each is the smallest that the protocol has, has an answer of about its own size, and
 * leaves nothing changed at the target.
 *
 * <p>Every other port gets an empty datagram. It reaches the service all the same, a closed port refuses it all the same, the
 * plain services of old (echo, daytime) answer it, and no unknown protocol can take it for a command.
 *
 * <p>Where two protocols share a port, attempts take turns, so each has half of them.
 */
public final class Payloads {
    private static final Payload EMPTY = new Draft().as("empty datagram", "RFC 768");
    private static final Payload[] EMPTY_ONLY = {EMPTY};
    private static final Payload[][] BY_PORT = new Payload[65_536][];

    static {
        Arrays.fill(BY_PORT, EMPTY_ONLY);
        ask(NamePayloads.dns(), 53);
        ask(DevicePayloads.tftp(), 69);
        ask(DirectoryPayloads.kerberos(), 88);
        ask(ManagementPayloads.portmapper(), 111);
        ask(ManagementPayloads.ntp(), 123);
        ask(NamePayloads.netbios(), 137);
        ask(ManagementPayloads.snmp1(), 161);
        ask(ManagementPayloads.snmp3(), 161);
        ask(DirectoryPayloads.cldap(), 389);
        ask(TunnelPayloads.quic(), 443, 853, 8443);
        ask(TunnelPayloads.dtls(), 443, 853, 3391, 4433, 5684, 8443);
        ask(TunnelPayloads.ike(), 500);
        ask(ManagementPayloads.rmcp(), 623);
        ask(TunnelPayloads.openvpn(), 1194);
        ask(NamePayloads.sqlBrowser(), 1434);
        ask(TunnelPayloads.l2tp(), 1701);
        ask(DirectoryPayloads.radius(), 1645, 1646, 1812, 1813);
        ask(DevicePayloads.ssdp(), 1900);
        ask(ManagementPayloads.nfs(), 2049);
        ask(DevicePayloads.stun(), 3478);
        ask(TunnelPayloads.ikeNat(), 4500);
        ask(DevicePayloads.sip(), 5060);
        ask(DevicePayloads.natPmp(), 5351);
        ask(NamePayloads.mdns(), 5353);
        ask(DevicePayloads.coap(), 5683);
        ask(DevicePayloads.memcached(), 11_211);
        ask(ManagementPayloads.bacnet(), 47_808);
    }

    private Payloads() {}

    /**
     * What the first attempt says.
     *
     * @param port 0 to 65535
     */
    public static Payload forPort(int port) {
        return BY_PORT[port][0];
    }

    /**
     * What a later attempt says: the same again, or the next protocol's question where several share the port.
     *
     * @param port 0 to 65535
     * @param before attempts at this port so far, from 0
     */
    public static Payload forPort(int port, int before) {
        Payload[] questions = BY_PORT[port];
        return questions[before % questions.length];
    }

    /** The empty datagram, for hosts that are to be handled with care. */
    public static Payload nothing() {
        return EMPTY;
    }

    /** All questions of a port, in the order of their turns; at least one. */
    public static List<Payload> allForPort(int port) {
        return List.of(BY_PORT[port]);
    }

    private static void ask(Payload payload, int... ports) {
        for (int port : ports) {
            Payload[] before = BY_PORT[port];
            int known = before == EMPTY_ONLY ? 0 : before.length;
            Payload[] with = Arrays.copyOf(before, known + 1);
            with[known] = payload;
            BY_PORT[port] = with;
        }
    }
}
