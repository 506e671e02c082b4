package dev.scanctl.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same port, seen from four segments through one firewall. */
final class SegmentsTest {
    private static final String RULES =
            """
            table ip filter {
              chain forward {
                type filter hook forward priority 0; policy accept;
                ip saddr 10.77.2.0/24 tcp dport 8080 drop
                ip saddr 10.77.3.0/24 tcp dport 8080 reject with tcp reset
                ip saddr 10.77.4.0/24 tcp dport 8080 reject with icmp port-unreachable
              }
            }
            """;

    @TempDir
    Path directory;

    @BeforeEach
    void needsNamespaces() {
        Optional<String> why = Namespaces.unavailable();
        why.ifPresent(reason -> System.out.println("SegmentsTest skipped: " + reason));
        Assumptions.assumeTrue(why.isEmpty(), why::orElseThrow);
    }

    @Test
    void eachSegmentReportsWhatItsOwnPathShows() throws Exception {
        try (Namespaces net = new Namespaces()) {
            String router = net.router();
            String server = net.behind(router, "srv", 9);
            Map<String, Integer> segments = Map.of("corp", 1, "guest", 2, "dmz", 3, "plant", 4);
            net.rules(router, RULES);
            try (Program listener = Program.java(
                            directory, Namespaces.in(server), Map.of(), Listener.class.getName(), "10.77.9.2", "8080");
                    Site site = Site.behind(directory, Namespaces.in(router), "0.0.0.0:7600")) {
                listener.awaitText("listening");
                for (var segment : segments.entrySet()) {
                    String namespace = net.behind(router, segment.getKey(), segment.getValue());
                    String dial = "10.77." + segment.getValue() + ".1:7600";
                    site.startAgent(segment.getKey() + "-1", segment.getKey(), Namespaces.in(namespace), dial);
                }

                assertSeen(site, "connect", "conn-refused");
                assertSeen(site, "syn", "reset");
            }
        }
    }

    /** By either method; only the word for a closed port differs. */
    private static void assertSeen(Site site, String method, String closed) throws Exception {
        String name = "walls-" + method;
        String from = "corp,guest,dmz,plant";
        site.scanctl(0, "submit", "10.77.9.2", "-p", "8080,9090", "--from", from, "--probe", method, "--name", name);
        String wide = site.scanctl(0, "results", name, "--state", "all", "-o", "wide");

        System.out.println(wide);
        assertThat(row(wide, "corp", "8080/tcp")).containsSubsequence("open", "syn-ack", method);
        assertThat(row(wide, "guest", "8080/tcp")).containsSubsequence("filtered", "no-response", method);
        assertThat(row(wide, "dmz", "8080/tcp")).containsSubsequence("closed", closed, method);
        assertThat(row(wide, "plant", "8080/tcp")).containsSubsequence("filtered", "port-unreach", method);
        for (String segment : from.split(",")) {
            assertThat(row(wide, segment, "9090/tcp")).containsSubsequence("closed", closed, method);
        }
    }

    private static List<String> row(String table, String segment, String port) {
        List<List<String>> rows = table.lines()
                .map(line -> List.of(line.trim().split("\\s+")))
                .filter(words -> words.contains(segment) && words.contains(port))
                .toList();
        assertThat(rows).as("%s from %s in\n%s", port, segment, table).hasSize(1);
        return rows.getFirst();
    }
}
