package dev.scanctl.cli.nmap;

import dev.scanctl.proto.v1.Observation;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is known of one host, gathered port by port and written as one element. Its size is bounded by the ports there are. */
final class HostElement {
    private final Address address;
    private final List<String> names;
    private final List<PortGroup> groups = new ArrayList<>();
    private long firstMs = Long.MAX_VALUE;
    private long lastMs;

    HostElement(Address address, List<String> names) {
        this.address = address;
        this.names = names;
    }

    Address address() {
        return address;
    }

    void add(Observation o) {
        groups.add(new PortGroup(
                Protocol.of(o.getProtocolValue()),
                new PortRange(o.getFirstPort(), o.getLastPort()),
                PortState.of(o.getStateValue()),
                Reason.of(o.getReasonValue()),
                o.getService()));
        firstMs = Math.min(firstMs, o.getObservedMs());
        lastMs = Math.max(lastMs, o.getObservedMs());
    }

    /** Down by evidence of the search for hosts: it has no other port. */
    boolean down() {
        return groups.stream().allMatch(group -> group.reason() == Reason.HOST_DOWN);
    }

    boolean up() {
        return groups.stream().anyMatch(group -> group.state().observed());
    }

    /** @param searched hosts were looked for before their ports were probed */
    String xml(boolean searched) {
        StringBuilder xml = new StringBuilder(1_024);
        xml.append("<host starttime=\"").append(firstMs / 1_000).append("\" endtime=\"").append(lastMs / 1_000).append("\">");
        xml.append("<status state=\"").append(up() ? "up" : down() ? "down" : "unknown")
                .append("\" reason=\"").append(reason(searched)).append("\" reason_ttl=\"0\"/>\n");
        xml.append("<address addr=\"").append(XmlText.of(address.toString()))
                .append("\" addrtype=\"").append(address.v6() ? "ipv6" : "ipv4").append("\"/>\n<hostnames>\n");
        names.forEach(name ->
                xml.append("<hostname name=\"").append(XmlText.of(name)).append("\" type=\"user\"/>\n"));
        xml.append("</hostnames>\n");
        if (!down()) {
            new PortsElement(groups).write(xml);
        }
        return xml.append("</host>\n").toString();
    }

    /** What shows the host to be there: the best evidence that its ports are. */
    private String reason(boolean searched) {
        if (down()) {
            return "no-response";
        }
        if (!up()) {
            return NmapWords.reason(groups.getFirst().reason());
        }
        return best(PortState.OPEN)
                .or(() -> best(PortState.CLOSED))
                .map(NmapWords::reason)
                .orElse(searched ? "unknown-response" : "user-set");
    }

    private Optional<Reason> best(PortState state) {
        return groups.stream().filter(group -> group.state() == state).map(PortGroup::reason).findFirst();
    }
}
