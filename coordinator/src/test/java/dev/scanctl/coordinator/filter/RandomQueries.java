package dev.scanctl.coordinator.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Texts of random queries over a small world: the addresses, ports, segments and labels that tests have. */
public final class RandomQueries {
    private static final List<String> TERMS = List.of(
            "net:10.0.0.0/27", "10.0.0.16/28", "net:10.0.0.1,3,5-20", "10.0.0.9", "port:10-40", "port:20,22,30-", "port:T:15-25",
            "port:U:53", "proto:tcp", "proto:udp", "from:local", "from:local,dmz", "from:dmz", "state:open", "state:closed,filtered",
            "state:all", "state:unknown", "reason:conn-refused", "reason:syn-ack,no-response", "method:connect", "method:syn",
            "scan:1", "scan:1,2", "seen:<1h", "seen:>1d", "seen:2001-01-01..2002-01-01", "rtt:<5ms", "rtt:>=1s",
            "rtt:100us..600us", "label:pci", "label:\"two words\",pci");

    private RandomQueries() {}

    public static String next(Random random) {
        return next(random, 3);
    }

    private static String next(Random random, int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            return TERMS.get(random.nextInt(TERMS.size()));
        }
        List<String> parts = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            String part = next(random, depth - 1);
            parts.add(switch (random.nextInt(4)) {
                case 0 -> "not (" + part + ")";
                case 1 -> "-(" + part + ")";
                default -> "(" + part + ")";
            });
        }
        return String.join(random.nextBoolean() ? " or " : random.nextBoolean() ? " " : " and ", parts);
    }
}
