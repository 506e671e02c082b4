package dev.scanctl.agent.linux.udp;

import dev.scanctl.agent.contract.Probing;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A program of its own, for tests that need a process with injected faults: ADDRESS FIRST-PORT LAST-PORT SECONDS. Prints how many
 * ports had each outcome.
 */
final class UdpProbeRange {
    private UdpProbeRange() {}

    @SuppressWarnings("SystemOut") // what this program is for
    public static void main(String[] arguments) {
        int first = Integer.parseInt(arguments[1]);
        int last = Integer.parseInt(arguments[2]);
        try (UdpTransport transport = UdpTransport.open(64)) {
            Map<Integer, Outcome> heard = Probing.all(
                    transport,
                    Address.parse(arguments[0]),
                    IntStream.rangeClosed(first, last).boxed().toList(),
                    Duration.ofSeconds(Integer.parseInt(arguments[3])));
            Map<String, Integer> counts = new TreeMap<>();
            heard.values().forEach(outcome -> counts.merge(outcome.toString(), 1, Integer::sum));
            counts.forEach((outcome, count) -> System.out.println(outcome + " " + count));
        }
    }
}
