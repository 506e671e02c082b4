package dev.scanctl.agent.bench;

import dev.scanctl.agent.AgentConfig.Effort;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What {@link EngineBench} is asked to do.
 *
 * @param unitsAtATime over all threads; by default as many as an agent
 * @param unitProbes most probes of a unit; 0: as the coordinator cuts a plan
 * @param inFlight most attempts in flight of each transport; 0: the transport's own default
 * @param maxPps attempts a second of each unit; 0: no cap
 * @param verdicts where to write the verdicts
 */
record BenchOptions(
        BenchTransport transport,
        AddressSet targets,
        PortSet ports,
        String profile,
        int threads,
        int unitsAtATime,
        int unitProbes,
        int inFlight,
        long maxPps,
        Path verdicts) {

    /** Reads {@code name=value} words; {@link IllegalArgumentException} tells what is wrong. */
    static BenchOptions parse(String[] words) {
        Map<String, String> given = new HashMap<>();
        for (String word : words) {
            String[] parts = word.split("=", 2);
            if (parts.length < 2) {
                throw new IllegalArgumentException("not name=value: " + word);
            }
            given.put(parts[0], parts[1]);
        }
        int threads = number(given, "threads", 1);
        BenchOptions options = new BenchOptions(
                BenchTransport.named(given.getOrDefault("transport", "epoll")),
                addresses(needed(given, "targets")),
                ports(needed(given, "ports")),
                given.getOrDefault("profile", "fast"),
                threads,
                number(given, "units", Effort.units(threads)),
                number(given, "unit-probes", 0),
                number(given, "in-flight", 0),
                number(given, "max-pps", 0),
                Path.of(given.getOrDefault("verdicts", "/dev/null")));
        given.keySet().removeAll(Arrays.asList("transport", "targets", "ports", "profile", "threads", "units"));
        given.keySet().removeAll(Arrays.asList("unit-probes", "in-flight", "max-pps", "verdicts"));
        if (!given.isEmpty()) {
            throw new IllegalArgumentException("unknown: " + given.keySet());
        }
        return options;
    }

    private static String needed(Map<String, String> given, String name) {
        String value = given.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + "= is needed");
        }
        return value;
    }

    private static int number(Map<String, String> given, String name, int otherwise) {
        return Integer.parseInt(given.getOrDefault(name, String.valueOf(otherwise)));
    }

    private static AddressSet addresses(String text) {
        return AddressSet.of(
                Arrays.stream(text.split(",")).map(BenchOptions::range).toList());
    }

    private static AddressRange range(String text) {
        String[] ends = text.split("-", 2);
        return new AddressRange(Address.parse(ends[0]), Address.parse(ends[ends.length - 1]));
    }

    private static PortSet ports(String text) {
        return PortSet.of(
                Arrays.stream(text.split(",")).map(BenchOptions::portRange).toList());
    }

    private static PortRange portRange(String text) {
        String[] ends = text.split("-", 2);
        return new PortRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
    }
}
