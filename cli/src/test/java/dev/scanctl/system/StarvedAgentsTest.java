package dev.scanctl.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Agents on machines that lack something, each in a segment of its own: few descriptors and source ports make one slower, not
 * wrong; what an agent's own firewall keeps from being asked ends as a gap with its reason, and the scan with exit code 3.
 */
final class StarvedAgentsTest {
    private static final String AT_SERVER = rules("input", "tcp dport 7000-7003 drop");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    @BeforeEach
    void needsNamespaces() {
        Optional<String> why = Namespaces.unavailable();
        why.ifPresent(reason -> System.out.println("StarvedAgentsTest skipped: " + reason));
        Assumptions.assumeTrue(why.isEmpty(), why::orElseThrow);
    }

    @Test
    void neverReportAWrongState() throws Exception {
        try (Namespaces net = new Namespaces()) {
            String router = net.router();
            String server = net.behind(router, "srv", 9);
            Namespaces.run("ip", "netns", "exec", server, "ip", "route", "add", "local", "10.77.9.128/25", "dev", "lo");
            net.rules(server, AT_SERVER);
            try (Program listener = Program.java(
                            directory, Namespaces.in(server), Map.of(), Listener.class.getName(), "0.0.0.0", "8080");
                    Site site = Site.behind(directory, Namespaces.in(router), "0.0.0.0:7600")) {
                listener.awaitText("listening");
                startAgents(net, router, site);

                scan(site);
            }
        }
    }

    private static void startAgents(Namespaces net, String router, Site site) throws Exception {
        String poor = net.behind(router, "poor", 1);
        Namespaces.run("ip", "netns", "exec", poor, "sysctl", "-qw", "net.ipv4.ip_local_port_range=61000 61063");
        List<String> fewDescriptors = new ArrayList<>(Namespaces.in(poor));
        fewDescriptors.addAll(List.of("sh", "-c", "ulimit -n 256; exec \"$@\"", "sh"));
        site.startAgent("poor-1", "poor", fewDescriptors, "10.77.1.1:7600");

        String drops = net.behind(router, "drops", 2);
        net.rules(drops, rules("output", "tcp dport 8080 drop"));
        site.startAgent("drops-1", "drops", Namespaces.in(drops), "10.77.2.1:7600");

        String rejects = net.behind(router, "rejects", 3);
        net.rules(rejects, rules("output", "tcp dport 8080 reject"));
        site.startAgent("rejects-1", "rejects", Namespaces.in(rejects), "10.77.3.1:7600");

        String resets = net.behind(router, "resets", 4);
        net.rules(resets, rules("output", "tcp dport 8080 reject with tcp reset"));
        site.startAgent("resets-1", "resets", Namespaces.in(resets), "10.77.4.1:7600");
    }

    private static void scan(Site site) throws Exception {
        String few = "10.77.9.129-132";
        try (Program poor = start(site, "poor", "connect", "10.77.9.129-228", "8080,9090-9097,7000-7003");
                Program drops = start(site, "drops", "connect", few, "8080,9090");
                Program dropsSyn = start(site, "drops", "syn", few, "8080");
                Program rejects = start(site, "rejects", "connect", few, "8080");
                Program resets = start(site, "resets", "connect", few, "8080,9090")) {
            assertThat(poor.exitCode(PATIENCE)).as(site.everyLog()).isZero();
            for (Program gaps : List.of(drops, dropsSyn, rejects, resets)) {
                assertThat(gaps.exitCode(PATIENCE)).as("%s%s", gaps.transcript(), site.everyLog()).isEqualTo(3);
            }
        }

        assertThat(seen(site, "poor-connect"))
                .isEqualTo(Map.of("open syn-ack", 100, "closed conn-refused", 800, "filtered no-response", 400));
        assertThat(seen(site, "drops-connect"))
                .isEqualTo(Map.of("unknown local-drops", 4, "closed conn-refused", 4));
        assertThat(seen(site, "drops-syn")).isEqualTo(Map.of("unknown local-firewall", 4));
        assertThat(seen(site, "rejects-connect")).isEqualTo(Map.of("unknown local-firewall", 4));
        assertThat(seen(site, "resets-connect"))
                .isEqualTo(Map.of("unknown local-drops", 4, "closed conn-refused", 4));
        assertThat(site.scanctl(0, "show", "drops-connect")).contains("local-drops");
    }

    private static Program start(Site site, String segment, String method, String targets, String ports)
            throws Exception {
        return site.start(
                "submit", targets, "-p", ports, "--from", segment, "-Pn", "--probe", method, "--name",
                segment + "-" + method);
    }

    /** State and reason → ports. */
    private static Map<String, Integer> seen(Site site, String scan) throws Exception {
        Map<String, Integer> seen = new TreeMap<>();
        site.scanctl(0, "results", scan, "--state", "all", "-o", "csv").lines().skip(1).forEach(line -> {
            String[] fields = line.split(",");
            seen.merge(fields[4] + " " + fields[5], 1, Integer::sum);
        });
        return seen;
    }

    private static String rules(String hook, String rule) {
        return """
                table ip filter {
                  chain rules {
                    type filter hook %s priority 0; policy accept;
                    %s
                  }
                }
                """
                .formatted(hook, rule);
    }
}
