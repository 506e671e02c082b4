package dev.scanctl.agent.policy;

import dev.scanctl.window.Hours;
import dev.scanctl.window.Window;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reads the lines of a policy's file. Whatever it does not understand is refused with the line's number. */
final class PolicyParser {
    private final List<Rule> allow = new ArrayList<>();
    private final List<Rule> deny = new ArrayList<>();
    private final List<Window> windows = new ArrayList<>();
    private final List<Window> blackouts = new ArrayList<>();
    private PortSet deniedPorts = PortSet.EMPTY;
    private Set<Protocol> protocols = EnumSet.of(Protocol.TCP, Protocol.UDP);
    private boolean raw = true;
    private long maxPps;
    private long hostPps;
    private long subnetPps;

    /**
     * What the file says.
     *
     * @throws IllegalArgumentException with the line and what is wrong with it
     */
    static Policy.Terms parse(List<String> lines) {
        PolicyParser parser = new PolicyParser();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("#.*", "").strip();
            try {
                if (!line.isEmpty()) {
                    parser.line(i + 1, line);
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        return new Policy.Terms(
                parser.allow,
                parser.deny,
                parser.deniedPorts,
                parser.protocols,
                parser.raw,
                parser.maxPps,
                parser.hostPps,
                parser.subnetPps,
                new Hours(parser.windows, parser.blackouts));
    }

    private void line(int number, String line) {
        String[] words = line.split("\\s+", 2);
        String value = words.length < 2 ? "" : words[1];
        if (value.isEmpty()) {
            throw new IllegalArgumentException("'" + line + "' says nothing after its first word");
        }
        String told = "line " + number + ": " + line;
        switch (words[0]) {
            case "allow" -> allow.add(new Rule(range(value), told));
            case "deny" -> deny.add(new Rule(range(value), told));
            case "deny-ports" -> deniedPorts = deniedPorts.union(ports(value));
            case "protocols" -> protocols = protocols(value);
            case "raw-sockets" -> raw = yes(value);
            case "max-rate" -> maxPps = rate(value);
            case "max-host-rate" -> hostPps = rate(value);
            case "max-subnet-rate" -> subnetPps = rate(value);
            case "window" -> windows.add(Window.parse(value, ZoneId.systemDefault()));
            case "blackout" -> blackouts.add(Window.parse(value, ZoneId.systemDefault()));
            default -> throw new IllegalArgumentException("'" + words[0] + "' is no word of a policy: it knows allow, deny,"
                    + " deny-ports, protocols, raw-sockets, max-rate, max-host-rate, max-subnet-rate, window, blackout");
        }
    }

    private static AddressRange range(String text) {
        String[] parts = text.split("/", -1);
        Address first = Address.parse(parts[0]);
        if (parts.length == 1) {
            return AddressRange.of(first);
        }
        if (parts.length > 2 || !parts[1].matches("\\d{1,3}")) {
            throw new IllegalArgumentException("'" + text + "' is neither an address nor a prefix such as 10.20.0.0/16");
        }
        return AddressRange.ofPrefix(first, Integer.parseInt(parts[1]));
    }

    private static PortSet ports(String text) {
        List<PortRange> ranges = new ArrayList<>();
        for (String part : text.split("\\s*,\\s*")) {
            if (!part.matches("\\d{1,5}(-\\d{1,5})?")) {
                throw new IllegalArgumentException("'" + part + "' is no port or range of ports such as 9100-9107");
            }
            String[] ends = part.split("-");
            ranges.add(new PortRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1])));
        }
        return PortSet.of(ranges);
    }

    private static Set<Protocol> protocols(String text) {
        Set<Protocol> protocols = EnumSet.noneOf(Protocol.class);
        for (String part : text.split("\\s*,\\s*")) {
            switch (part) {
                case "tcp" -> protocols.add(Protocol.TCP);
                case "udp" -> protocols.add(Protocol.UDP);
                default -> throw new IllegalArgumentException("'" + part + "' is no protocol: there is tcp, udp");
            }
        }
        return protocols;
    }

    private static boolean yes(String text) {
        if (!text.equals("yes") && !text.equals("no")) {
            throw new IllegalArgumentException("'" + text + "' is neither yes nor no");
        }
        return text.equals("yes");
    }

    private static long rate(String text) {
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException("'" + text + "' is no number of probes a second, from 1 on");
        }
        return Long.parseLong(text);
    }
}
