package dev.scanctl.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How fast an operator's word reaches the wire: what the target's kernel receives after hosts were excluded, and after all
 * probing was stopped, at a hundred random moments each.
 */
final class SteeringTest {
    private static final int ROUNDS = 100;
    private static final int RATE = 3_000;
    private static final long MILLI = 1_000_000L;
    private static final long LIMIT_NANOS = 2_000 * MILLI;

    @TempDir
    Path directory;

    @BeforeEach
    void needsNamespaces() {
        Optional<String> why = Namespaces.unavailable();
        why.ifPresent(reason -> System.out.println("SteeringTest skipped: " + reason));
        Assumptions.assumeTrue(why.isEmpty(), why::orElseThrow);
    }

    /** One line of {@link dev.scanctl.cli.SteeringRounds}. */
    private record Round(String what, String host, long askedNanos, long returnedNanos, long clearedNanos) {
        static Round parse(String line) {
            String[] words = line.split(" ");
            long cleared = words.length > 5 ? Long.parseLong(words[5]) : 0;
            return new Round(words[1], words[2], Long.parseLong(words[3]), Long.parseLong(words[4]), cleared);
        }
    }

    @Test
    void exclusionsAndTheStopOfEverythingReachTheWireWithinTwoSeconds() throws Exception {
        try (Namespaces net = new Namespaces()) {
            String router = net.router();
            String server = net.behind(router, "srv", 9);
            Namespaces.run("ip", "netns", "exec", server, "ip", "route", "add", "local", "10.77.9.128/25", "dev", "lo");
            try (Program capture =
                            Program.java(directory, Namespaces.in(server), Map.of(), SynCapture.class.getName());
                    Site site = Site.behind(directory, Namespaces.in(router), "0.0.0.0:7600")) {
                capture.awaitText("capturing");
                site.startAgent("corp-1", "corp", Namespaces.in(net.behind(router, "c1", 1)), "10.77.1.1:7600");
                site.startAgent("dmz-1", "dmz", Namespaces.in(net.behind(router, "d1", 3)), "10.77.3.1:7600");
                site.scanctl(0, "submit", "10.77.9.128-10.77.9.250", "-p", "1-2000", "--from", "corp,dmz", "-Pn",
                        "--rate", String.valueOf(RATE), "--name", "steered", "--detach");

                List<Round> rounds = steer(site);
                site.scanctl(0, "stop", "--all", "--reason", "lunch");
                site.coordinator().kill();
                site.restartCoordinator();
                assertThat(site.scanctl(0, "stop")).contains("lunch", "operator:admin");
                assertThat(site.said("show", "steered")).contains("All probing is stopped by operator:admin: lunch");
                site.scanctl(0, "cancel", "steered");
                capture.close();

                List<SynCapture.Syn> syns = SynCapture.read(capture);
                checkEdits(rounds.stream().filter(round -> round.what().equals("edit")).toList(), syns);
                checkStops(rounds.stream().filter(round -> round.what().equals("stop")).toList(), syns);
            }
        }
    }

    private static List<Round> steer(Site site) throws Exception {
        try (Program operator = site.program(
                "dev.scanctl.cli.SteeringRounds", "steered", "10.77.9", "128", "250", String.valueOf(ROUNDS), "1")) {
            assertThat(operator.exitCode(Duration.ofMinutes(5))).as("%s%s", operator.transcript(), site.everyLog()).isZero();
            return operator.output().lines().filter(line -> line.startsWith("round ")).map(Round::parse).toList();
        }
    }

    private static void checkEdits(List<Round> edits, List<SynCapture.Syn> syns) {
        Map<String, Long> last = new TreeMap<>();
        Map<String, Long> before = new TreeMap<>();
        Map<String, Long> asked = new TreeMap<>();
        edits.forEach(edit -> asked.put(edit.host(), edit.askedNanos()));
        for (SynCapture.Syn syn : syns) {
            Long at = asked.get(syn.target());
            if (at != null) {
                (syn.atNanos() < at ? before : last).put(syn.target(), syn.atNanos());
            }
        }
        long[] latencies = edits.stream()
                .filter(edit -> before.containsKey(edit.host())
                        && edit.askedNanos() - before.get(edit.host()) < 1_000 * MILLI)
                .mapToLong(edit -> last.getOrDefault(edit.host(), edit.askedNanos()) - edit.askedNanos())
                .toArray();
        asked.forEach((host, at) ->
                assertThat(last.getOrDefault(host, at) - at).as("SYN to " + host).isLessThan(LIMIT_NANOS));
        tell("exclusion", edits.size(), latencies);
        assertThat(latencies.length).as("hosts that were being probed when they were excluded").isGreaterThan(ROUNDS / 10);
    }

    private static void checkStops(List<Round> stops, List<SynCapture.Syn> syns) {
        long[] times = syns.stream().mapToLong(SynCapture.Syn::atNanos).toArray();
        long[] latencies = stops.stream()
                .filter(stop -> before(times, stop.askedNanos()) > stop.askedNanos() - 1_000 * MILLI)
                .mapToLong(stop -> Math.max(0, before(times, stop.clearedNanos()) - stop.askedNanos()))
                .toArray();
        stops.forEach(stop -> {
            long straggler = before(times, stop.clearedNanos()) - stop.askedNanos();
            boolean silent = stop.clearedNanos() - before(times, stop.clearedNanos()) > 20 * MILLI;
            assertThat(straggler < LIMIT_NANOS && silent)
                    .as("the last SYN came %d ms after the stop, which was cleared after %d ms",
                            straggler / MILLI, (stop.clearedNanos() - stop.askedNanos()) / MILLI)
                    .isTrue();
        });
        tell("stop", stops.size(), latencies);
        assertThat(latencies.length).as("stops while there was probing").isGreaterThan(ROUNDS / 2);
    }

    /** The last of some times that is before one; 0 if none is. */
    private static long before(long[] times, long moment) {
        int at = Arrays.binarySearch(times, moment);
        int index = (at >= 0 ? at : -at - 1) - 1;
        return index < 0 ? 0 : times[index];
    }

    private static void tell(String what, int rounds, long[] latencies) {
        long[] sorted = latencies.clone();
        Arrays.sort(sorted);
        System.out.printf("%s: last SYN after %d ms at the median, %d ms at most; %d of %d rounds met probing%n",
                what, sorted[sorted.length / 2] / MILLI, sorted[sorted.length - 1] / MILLI, sorted.length, rounds);
    }

    @Test
    void fullDiskKeepsNobodyFromStoppingEverything() throws Exception {
        Path data = Files.createDirectories(directory.resolve("coordinator"));
        Namespaces.run("mount", "-t", "tmpfs", "-o", "size=48m,mode=0700", "tmpfs", data.toString());
        try (Namespaces net = new Namespaces()) {
            String router = net.router();
            String server = net.behind(router, "srv", 9);
            try (Program capture =
                            Program.java(directory, Namespaces.in(server), Map.of(), SynCapture.class.getName());
                    Site site = Site.behind(directory, Namespaces.in(router), "0.0.0.0:7600")) {
                capture.awaitText("capturing");
                site.startAgent("corp-1", "corp", Namespaces.in(net.behind(router, "c1", 1)), "10.77.1.1:7600");
                site.scanctl(0, "submit", "10.77.9.2", "-p", "-", "--from", "corp", "-Pn", "--rate", "1000", "--detach");
                fill(data.resolve("filler"));

                long stopped = System.currentTimeMillis() * MILLI;
                site.scanctl(0, "stop", "--all");
                long returned = System.currentTimeMillis() * MILLI;
                Thread.sleep(3_000);
                site.coordinator().kill();
                Files.delete(data.resolve("filler"));
                site.restartCoordinator();

                assertThat(site.scanctl(0, "stop")).contains("All probing is stopped");
                capture.close();
                List<SynCapture.Syn> syns = SynCapture.read(capture);
                assertThat(syns).as("before").anyMatch(syn -> syn.atNanos() < stopped);
                assertThat(syns).as("after").noneMatch(syn -> syn.atNanos() > returned + LIMIT_NANOS);
            }
        } finally {
            Namespaces.run("umount", "-l", data.toString());
        }
    }

    private static void fill(Path file) {
        byte[] block = new byte[64 << 10];
        try (var out = Files.newOutputStream(file)) {
            while (true) {
                out.write(block);
            }
        } catch (java.io.IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }
}
