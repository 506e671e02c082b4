package dev.scanctl.cli.nmap;

import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The ports of a host: states that many ports share are counted, with their ports listed by reason; the ports of other
 * states, and open ones always, stand one by one.
 */
final class PortsElement {
    /** More ports than this in one state are counted. */
    private static final int MANY = 25;

    private final List<PortGroup> groups;
    private final Map<String, Integer> counts = new TreeMap<>();

    PortsElement(List<PortGroup> groups) {
        this.groups = groups;
        groups.forEach(group -> counts.merge(state(group), group.count(), Integer::sum));
    }

    private static String state(PortGroup group) {
        return NmapWords.state(group.state());
    }

    private boolean counted(PortGroup group) {
        return !state(group).equals("open") && counts.getOrDefault(state(group), 0) > MANY;
    }

    void write(StringBuilder xml) {
        xml.append("<ports>");
        Map<String, List<PortGroup>> extra = groups.stream()
                .filter(this::counted)
                .collect(Collectors.groupingBy(PortsElement::state, TreeMap::new, Collectors.toList()));
        extra.forEach((state, ofState) -> extraPorts(xml, state, ofState));
        groups.stream().filter(group -> !counted(group)).forEach(group -> ports(xml, group));
        xml.append("</ports>\n");
    }

    private record Why(String reason, Protocol protocol) {}

    private void extraPorts(StringBuilder xml, String state, List<PortGroup> ofState) {
        xml.append("<extraports state=\"").append(state)
                .append("\" count=\"").append(counts.get(state)).append("\">\n");
        Map<Why, List<PortGroup>> byReason = ofState.stream()
                .collect(Collectors.groupingBy(group -> new Why(NmapWords.reason(group.reason()), group.protocol()),
                        LinkedHashMap::new, Collectors.toList()));
        byReason.forEach((why, ports) -> xml.append("<extrareasons reason=\"").append(why.reason)
                .append("\" count=\"").append(ports.stream().mapToInt(PortGroup::count).sum())
                .append("\" proto=\"").append(why.protocol.label())
                .append("\" ports=\"").append(ports(ports.stream().map(PortGroup::ports).toList()))
                .append("\"/>\n"));
        xml.append("</extraports>\n");
    }

    private static void ports(StringBuilder xml, PortGroup group) {
        for (int port = group.ports().first(); port <= group.ports().last(); port++) {
            xml.append("<port protocol=\"").append(group.protocol().label())
                    .append("\" portid=\"").append(port)
                    .append("\"><state state=\"").append(state(group))
                    .append("\" reason=\"").append(NmapWords.reason(group.reason()))
                    .append("\" reason_ttl=\"0\"/>");
            if (!group.service().isEmpty()) {
                xml.append("<service name=\"").append(XmlText.of(group.service())).append("\" method=\"table\" conf=\"3\"/>");
            }
            xml.append("</port>\n");
        }
    }

    /** As nmap lists ports: "1-1024,3389". */
    static String ports(List<PortRange> ranges) {
        return PortSet.of(ranges).ranges().stream().map(PortRange::toString).collect(Collectors.joining(","));
    }
}
