package dev.scanctl.agent.accuracy;

import dev.scanctl.agent.lease.ProfileLimits;
import dev.scanctl.agent.sim.SimScan;
import dev.scanctl.agent.sim.SimTransport;
import dev.scanctl.wire.Protocol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Scans simulated networks, one after the other, until a condition has had enough open ports, and prints a line for each
 * condition: what was missed, and the share of the open ports that is found with 99 % confidence. Takes the conditions' names
 * and {@code name=value} words, see bench/README.md. Ends with 1 if a promised figure is not reached or an answer was invented.
 */
@SuppressWarnings("SystemOut") // what this program is for
public final class AccuracyBench {
    private static final double DOUBT = 0.01;
    /** A busy engine's thread hears at once what came in so long. */
    private static final long GRAIN_NANOS = 20_000;

    private static final int IN_FLIGHT = 65_536;

    private static final List<String> NAMES =
            List.of("opens", "profile", "protocol", "seed", "units", "hosts", "ports", "late");

    private final Map<String, String> given;
    private final String profile;
    private final long opens;
    private final long seed;
    private final Shape shape;
    private boolean failed;

    private AccuracyBench(Map<String, String> given) {
        this.given = given;
        this.profile = word("profile", "fast");
        this.opens = number("opens", 1_000_000);
        this.seed = number("seed", 1);
        Protocol protocol = Protocol.valueOf(word("protocol", "tcp").toUpperCase(Locale.ROOT));
        boolean udp = protocol == Protocol.UDP;
        this.shape = new Shape(
                protocol,
                number("units", 4),
                number("hosts", udp ? 128 : 16),
                number("ports", udp ? 32 : 1_024),
                0.1,
                ProfileLimits.of(profile),
                word("late", "heard").equals("heard"));
    }

    public static void main(String[] words) {
        Map<String, String> given = new HashMap<>();
        List<Condition> conditions = new ArrayList<>();
        try {
            for (String word : words) {
                String[] parts = word.split("=", 2);
                if (parts.length == 1) {
                    conditions.add(condition(word));
                } else if (NAMES.contains(parts[0])) {
                    given.put(parts[0], parts[1]);
                } else {
                    throw new IllegalArgumentException("unknown: " + word + "; known are " + NAMES);
                }
            }
            AccuracyBench bench = new AccuracyBench(given);
            conditions.forEach(bench::run);
            System.exit(bench.failed ? 1 : 0);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    private static Condition condition(String word) {
        for (Condition condition : Condition.values()) {
            if (named(condition).equals(word)) {
                return condition;
            }
        }
        throw new IllegalArgumentException("no condition " + word + "; there are "
                + Arrays.stream(Condition.values()).map(AccuracyBench::named).toList());
    }

    private static String named(Condition condition) {
        return condition.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private String word(String name, String otherwise) {
        return given.getOrDefault(name, otherwise);
    }

    private int number(String name, int otherwise) {
        return Integer.parseInt(word(name, String.valueOf(otherwise)));
    }

    private void run(Condition condition) {
        Score sum = new Score();
        long occurred = 0;
        long start = System.nanoTime();
        long drawn = seed;
        for (; sum.open < opens; drawn++) {
            World world = new World(condition, shape, drawn);
            SimScan scan = world.scan(new SimTransport(world.network).capacity(IN_FLIGHT).withoutLog(), GRAIN_NANOS);
            sum.add(Score.of(world, scan));
            occurred += condition.occurred(world.network.counts());
        }
        print(condition, sum, drawn - seed, (System.nanoTime() - start) / 1e9);
        failed |= occurred == 0 || sum.falseOpen > 0 || sum.invented > 0 || !promiseKept(condition, sum);
    }

    /** What is promised is promised of the profile {@code fast}. */
    private boolean promiseKept(Condition condition, Score sum) {
        if (!profile.equals("fast") || condition.wanted == 0) {
            return true;
        }
        return condition.wanted == 1
                ? sum.missedOpen + sum.missedOther + sum.gaps == 0
                : foundAtLeast(sum) >= condition.wanted;
    }

    private static double foundAtLeast(Score sum) {
        return 1 - Confidence.mostFailing(sum.missedOpen, sum.open, DOUBT);
    }

    private void print(Condition condition, Score sum, long scans, double seconds) {
        System.out.printf(
                Locale.ROOT,
                "%s %s %s: open %d missed %d found %.5f%% at least %.5f%% wanted %s; false open %d, invented %d, other ports"
                        + " taken for silent %d of %d, not probed %d; attempts a port %.2f, scans of %.1f s, %.0f s%n",
                named(condition),
                shape.protocol().name().toLowerCase(Locale.ROOT),
                profile,
                sum.open,
                sum.missedOpen,
                100.0 * (sum.open - sum.missedOpen) / sum.open,
                100 * foundAtLeast(sum),
                wanted(condition),
                sum.falseOpen,
                sum.invented,
                sum.missedOther,
                sum.ports - sum.open,
                sum.gaps,
                (double) sum.attempts / sum.ports,
                sum.virtualSeconds / scans,
                seconds);
    }

    private String wanted(Condition condition) {
        if (!profile.equals("fast") || condition.wanted == 0) {
            return "-";
        }
        return condition.wanted == 1 ? "all" : String.format(Locale.ROOT, "%.2f%%", 100 * condition.wanted);
    }
}
