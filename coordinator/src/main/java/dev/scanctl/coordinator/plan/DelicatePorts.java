package dev.scanctl.coordinator.plan;

import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.grammar.Ports;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Ports whose listeners may do harm when they are only looked at: printers print what they are sent, controllers have few
 * connections and small processors. The profile {@code fragile} probes them where they were named one by one, and never
 * because a range happens to hold them.
 */
final class DelicatePorts {
    private static final Set<Protocol> TCP = EnumSet.of(Protocol.TCP);
    private static final Set<Protocol> UDP = EnumSet.of(Protocol.UDP);
    private static final Set<Protocol> BOTH = EnumSet.allOf(Protocol.class);
    /** Protocols named in a warning; all ports stand in the plan's summary. */
    private static final int NAMED = 5;

    /** All of them, by port. "IANA" stands for the Service Name and Transport Protocol Port Number Registry. */
    static final List<Row> TABLE = List.of(
            row(102, 102, TCP, "ISO transport (S7, MMS)", "IANA iso-tsap, RFC 2126"),
            row(502, 502, BOTH, "Modbus", "IANA mbap, Modbus Messaging on TCP/IP Implementation Guide"),
            row(515, 515, TCP, "LPD printing", "IANA printer, RFC 1179"),
            row(631, 631, BOTH, "IPP printing", "IANA ipp, RFC 8010"),
            row(789, 789, TCP, "Red Lion Crimson", "Red Lion Controls, Crimson 3"),
            row(802, 802, TCP, "Modbus Security", "IANA mbap-s, Modbus/TCP Security Protocol Specification"),
            row(1089, 1089, BOTH, "Foundation Fieldbus", "IANA ff-annunc"),
            row(1090, 1090, BOTH, "Foundation Fieldbus", "IANA ff-fms"),
            row(1091, 1091, BOTH, "Foundation Fieldbus", "IANA ff-sm"),
            row(1911, 1911, TCP, "Niagara Fox", "Tridium, Niagara Framework"),
            row(1962, 1962, TCP, "PC Worx", "Phoenix Contact, PC Worx"),
            row(2222, 2222, BOTH, "EtherNet/IP", "IANA ethernet-ip-1, ODVA"),
            row(2404, 2404, TCP, "IEC 60870-5-104", "IANA iec-104"),
            row(2455, 2455, TCP, "WAGO and CODESYS", "IANA wago-io-system"),
            row(3671, 3671, BOTH, "KNXnet/IP", "IANA efcp, EN 50090 and ISO 22510"),
            row(4840, 4840, TCP, "OPC UA", "IANA opcua-tcp, OPC 10000-6"),
            row(4843, 4843, TCP, "OPC UA over TLS", "IANA opcua-tls, OPC 10000-6"),
            row(4911, 4911, TCP, "Niagara Fox over TLS", "Tridium, Niagara Framework"),
            row(5094, 5094, BOTH, "HART-IP", "IANA hart-ip"),
            row(9100, 9107, TCP, "raw printing", "IANA pdl-datastream (9100); print servers go on from there"),
            row(9600, 9600, BOTH, "FINS", "OMRON, FINS over Ethernet"),
            row(18245, 18246, TCP, "GE SRTP", "GE, PACSystems Ethernet"),
            row(19999, 19999, BOTH, "DNP3 over TLS", "IANA dnp-sec, IEEE 1815"),
            row(20000, 20000, BOTH, "DNP3", "IANA dnp, IEEE 1815"),
            row(34962, 34962, BOTH, "PROFINET", "IANA profinet-rt, IEC 61158"),
            row(34963, 34963, BOTH, "PROFINET", "IANA profinet-rtm, IEC 61158"),
            row(34964, 34964, BOTH, "PROFINET", "IANA profinet-cm, IEC 61158"),
            row(34980, 34980, BOTH, "EtherCAT", "IANA ethercat, IEC 61158"),
            row(44818, 44818, BOTH, "EtherNet/IP", "IANA ethernet-ip-2, ODVA"),
            row(47808, 47808, UDP, "BACnet/IP", "IANA bacnet, ASHRAE 135 Annex J"));

    /**
     * Some neighbouring ports of one protocol.
     *
     * @param name as their users call it
     * @param source where it is said that they are this protocol's
     */
    record Row(PortRange ports, Set<Protocol> protocols, String name, String source) {

        private PortSet in(Protocol protocol, Ports chosen) {
            PortSet own = protocols.contains(protocol) ? PortSet.of(ports) : PortSet.EMPTY;
            return own.intersect(protocol == Protocol.TCP ? chosen.tcp() : chosen.udp());
        }

        private Ports in(Ports chosen) {
            return new Ports(in(Protocol.TCP, chosen), in(Protocol.UDP, chosen));
        }

        private String words(Ports left) {
            String tcp = left.tcp().isEmpty() ? "" : "T:" + left.tcp();
            String udp = left.udp().isEmpty() ? "" : "U:" + left.udp();
            return tcp + (tcp.isEmpty() || udp.isEmpty() ? "" : " ") + udp + " (" + name + ")";
        }
    }

    private DelicatePorts() {}

    private static Row row(int first, int last, Set<Protocol> protocols, String name, String source) {
        return new Row(new PortRange(first, last), protocols, name, source);
    }

    /**
     * Of the ports that are asked for, those to leave out.
     *
     * @param named the ports that stand by themselves in what was typed
     */
    static Ports among(Ports asked, Ports named) {
        Ports unnamed = asked.minus(named);
        Ports found = Ports.NONE;
        for (Row row : TABLE) {
            Ports these = row.in(unnamed);
            found = new Ports(found.tcp().union(these.tcp()), found.udp().union(these.udp()));
        }
        return found;
    }

    /** What is left when they are left out; {@link BadInput} if that is nothing. */
    static Ports without(Ports asked, Ports leftOut) {
        Ports left = asked.minus(leftOut);
        if (left.isEmpty()) {
            throw new BadInput("the profile fragile leaves out every port that is asked for: " + words(leftOut)
                    + "; name a port by itself, such as -p T:9100, to have it probed");
        }
        return left;
    }

    /** The warning about ports left out. */
    static String sentence(Ports leftOut) {
        int count = leftOut.tcp().size() + leftOut.udp().size();
        return "The profile fragile leaves out " + count + (count == 1 ? " port" : " ports")
                + " of printers and control systems: " + words(leftOut)
                + "; name a port by itself, such as -p T:9100, to have it probed.";
    }

    private static String words(Ports leftOut) {
        List<Row> rows = TABLE.stream().filter(row -> !row.in(leftOut).isEmpty()).toList();
        String first = rows.stream()
                .limit(NAMED)
                .map(row -> row.words(row.in(leftOut)))
                .collect(Collectors.joining(", "));
        return first + (rows.size() > NAMED ? " and those of " + (rows.size() - NAMED) + " more" : "");
    }
}
