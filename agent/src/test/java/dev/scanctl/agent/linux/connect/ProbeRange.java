package dev.scanctl.agent.linux.connect;

import dev.scanctl.agent.contract.Probing;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A program of its own, for tests that need a process with limits or injected faults: ADDRESS FIRST-PORT LAST-PORT. Prints
 * the transport's capacity, then how many ports had each outcome.
 */
final class ProbeRange {
    private ProbeRange() {}

    @SuppressWarnings("SystemOut") // what this program is for
    public static void main(String[] arguments) {
        Address target = Address.parse(arguments[0]);
        List<Integer> ports = IntStream.rangeClosed(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]))
                .boxed()
                .toList();
        try (EpollConnectTransport transport = EpollConnectTransport.open()) {
            System.out.println("capacity " + transport.capacity());
            Map<Integer, Outcome> heard = Probing.all(transport, target, ports, Duration.ofSeconds(50));
            Map<String, Integer> counts = new TreeMap<>();
            heard.values().forEach(outcome -> counts.merge(outcome.toString(), 1, Integer::sum));
            counts.forEach((outcome, count) -> System.out.println(outcome + " " + count));
        }
    }
}
