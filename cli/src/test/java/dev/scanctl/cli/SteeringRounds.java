package dev.scanctl.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A program for tests: an operator who excludes hosts from a running scan, and stops and clears all probing, at random moments.
 * Prints for each of them what, when it was asked, when that returned, and for a stop when it was cleared: nanoseconds since 1970.
 *
 * <p>Arguments: the scan, the first three octets of its hosts, the first and last host, rounds, a seed.
 */
public final class SteeringRounds {
    /** Every so many rounds the stop lasts so long that a straggler would be seen. */
    private static final int LONG_EVERY = 20;

    private static final int LONG_MILLIS = 2_500;

    private SteeringRounds() {}

    public static void main(String[] args) throws InterruptedException {
        int rounds = Integer.parseInt(args[4]);
        Random random = new Random(Long.parseLong(args[5]));
        // The first command of a process loads what all of them need, which is no latency of the system.
        run("edit", args[0], "--reason", "steered by a test");
        exclude(args, rounds, random);
        for (int round = 1; round <= rounds; round++) {
            stop(round % LONG_EVERY == 0 ? LONG_MILLIS : 100 + random.nextInt(300), 150 + random.nextInt(300));
        }
        System.out.println("rounds are done");
    }

    private static void exclude(String[] args, int rounds, Random random) throws InterruptedException {
        List<Integer> hosts = new ArrayList<>();
        for (int host = Integer.parseInt(args[2]); host <= Integer.parseInt(args[3]); host++) {
            hosts.add(host);
        }
        Collections.shuffle(hosts, random);
        for (int host : hosts.subList(0, rounds)) {
            Thread.sleep(random.nextInt(150));
            String address = args[1] + "." + host;
            long asked = now();
            run("edit", args[0], "--add-exclude", address);
            System.out.println("round edit " + address + " " + asked + " " + now());
        }
    }

    private static void stop(int stopMillis, int goMillis) throws InterruptedException {
        long asked = now();
        run("stop", "--all");
        long returned = now();
        Thread.sleep(stopMillis);
        long cleared = now();
        run("stop", "--clear");
        System.out.println("round stop all " + asked + " " + returned + " " + cleared);
        Thread.sleep(goMillis);
    }

    private static void run(String... words) {
        int code = Main.run(words);
        if (code != 0) {
            throw new IllegalStateException(String.join(" ", words) + " ended with " + code);
        }
    }

    private static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
