package dev.scanctl.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kill any process at any instant; the scan ends with the same results. */
final class KillTest {
    private static final String TARGETS = "127.0.77.1-4";
    private static final String PORTS = "1-20000";
    private static final int PROBES = 4 * 20_000;
    /** Slow enough that a scan is still under way when something is killed. */
    private static final String RATE = "12000";

    private static final Pattern JSON_FIELD = Pattern.compile("\"(\\w+)\":\"?([^\",}]*)\"?");

    @TempDir
    Path directory;

    private final List<ServerSocket> listeners = new ArrayList<>();

    @BeforeEach
    void listen() throws IOException {
        for (int host = 1; host <= 4; host++) {
            for (int port : List.of(1080 + host, 7007, 19_999)) {
                listeners.add(new ServerSocket(port, 50, InetAddress.getByName("127.0.77." + host)));
            }
        }
    }

    @AfterEach
    void stopListening() throws IOException {
        for (ServerSocket listener : listeners) {
            listener.close();
        }
    }

    @Test
    void killedAgentAndKilledCoordinatorChangeNoResult() throws Exception {
        try (Site site = Site.onLoopback(directory)) {
            Program first = site.startAgent("alpha", "lab");
            site.startAgent("beta", "lab");

            long undisturbed = submit(site);
            awaitState(site, undisturbed, "completed");

            long agentKilled = submit(site);
            awaitProgress(site, agentKilled);
            first.kill();
            awaitState(site, agentKilled, "completed");

            site.startAgent("gamma", "lab");
            long coordinatorKilled = submit(site);
            awaitProgress(site, coordinatorKilled);
            site.coordinator().kill();
            site.restartCoordinator();
            awaitState(site, coordinatorKilled, "completed");

            Map<String, String> expected = results(site, undisturbed);
            assertThat(expected).as(site.everyLog()).hasSize(PROBES);
            for (ServerSocket listener : listeners) {
                String port = listener.getInetAddress().getHostAddress() + ":" + listener.getLocalPort();
                assertThat(expected).containsEntry(port, "open");
            }
            assertThat(results(site, agentKilled)).isEqualTo(expected);
            assertThat(results(site, coordinatorKilled)).isEqualTo(expected);
        }
    }

    private static long submit(Site site) throws Exception {
        String scan = site.scanctl(
                0, "submit", TARGETS, "-p", PORTS, "--from", "lab", "-Pn", "--rate", RATE, "--detach");
        return Long.parseLong(scan.trim());
    }

    private static void awaitProgress(Site site, long scan) {
        await(site, scan, "has done some of its probes, not all", json -> {
            long done = Long.parseLong(field(json, "probes_done"));
            return done > PROBES / 10 && field(json, "state").equals("running");
        });
    }

    private static void awaitState(Site site, long scan, String state) {
        await(site, scan, "is " + state, json -> field(json, "state").equals(state));
    }

    private static void await(Site site, long scan, String what, java.util.function.Predicate<String> condition) {
        Awaitility.await("scan " + scan + " " + what)
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> condition.test(site.scanctl(0, "show", String.valueOf(scan), "-o", "json")));
    }

    /** Address and port → state, each port on its own; a port that comes twice is a failure. */
    private static Map<String, String> results(Site site, long scan) throws Exception {
        Map<String, String> states = new TreeMap<>();
        String lines = site.scanctl(0, "results", String.valueOf(scan), "--state", "all", "-o", "jsonl");
        for (String line : lines.lines().toList()) {
            String port = field(line, "address") + ":" + field(line, "port");
            assertThat(states.put(port, field(line, "state"))).as("%s twice", port).isNull();
        }
        return states;
    }

    /** The first value of a key in one flat or nested JSON text. */
    private static String field(String json, String key) {
        Matcher fields = JSON_FIELD.matcher(json.replace(": ", ":").replace(" :", ":"));
        while (fields.find()) {
            if (fields.group(1).equals(key)) {
                return fields.group(2);
            }
        }
        throw new AssertionError("no " + key + " in " + json);
    }
}
