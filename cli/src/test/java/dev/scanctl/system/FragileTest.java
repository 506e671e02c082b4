package dev.scanctl.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three agents in two segments, two fragile scans at once on one host: what the host itself sees of it. The
 * services speak first; closed UDP ports answer.
 */
final class FragileTest {
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String COUNTERS =
            """
            table ip filter {
              chain input {
                type filter hook input priority 0; policy accept;
                tcp flags rst counter name resets
                udp length > 8 counter name payloads
              }
              counter resets { }
              counter payloads { }
            }
            """;

    @TempDir
    Path directory;

    @BeforeEach
    void needsNamespaces() {
        Optional<String> why = Namespaces.unavailable();
        why.ifPresent(reason -> System.out.println("FragileTest skipped: " + reason));
        Assumptions.assumeTrue(why.isEmpty(), why::orElseThrow);
    }

    @Test
    void fragileHostIsAskedSlowlyOneConnectionAtATimeAndNeverReset() throws Exception {
        try (Namespaces net = new Namespaces()) {
            String router = net.router();
            String server = net.behind(router, "srv", 9);
            net.rules(server, COUNTERS);
            try (Program greeter = Program.java(
                            directory, Namespaces.in(server), Map.of(), Greeter.class.getName(),
                            "0.0.0.0", "2004", "2010", "9100", "9105");
                    Program capture =
                            Program.java(directory, Namespaces.in(server), Map.of(), SynCapture.class.getName());
                    Site site = Site.behind(directory, Namespaces.in(router), "0.0.0.0:7600")) {
                greeter.awaitText("greeting");
                capture.awaitText("capturing");
                site.startAgent("corp-1", "corp", Namespaces.in(net.behind(router, "c1", 1)), "10.77.1.1:7600");
                site.startAgent("corp-2", "corp", Namespaces.in(net.behind(router, "c2", 2)), "10.77.2.1:7600");
                site.startAgent("dmz-1", "dmz", Namespaces.in(net.behind(router, "d1", 3)), "10.77.3.1:7600");

                String said = scanAll(site);
                capture.close();

                assertThat(said).contains("leaves out 7 ports of printers and control systems: T:9101-9107");
                check(SynCapture.read(capture));
                assertThat(greeter.output().lines().filter(line -> !line.equals("greeting")))
                        .hasSizeGreaterThanOrEqualTo(6)
                        .containsOnly("orderly 1");
                assertThat(counter(server, "resets")).contains("packets 0");
                assertThat(counter(server, "payloads")).contains("packets 0");
            }
        }
    }

    private static String scanAll(Site site) throws Exception {
        try (Program first = start(site, "2001-2020,9090-9110,9100", "corp,dmz", "-Pn");
                Program second = start(site, "2001-2012,U:5683,1900", "corp", "--name", "second")) {
            for (Program scan : List.of(first, second)) {
                assertThat(scan.exitCode(PATIENCE)).as("%s%s", scan.transcript(), site.everyLog()).isZero();
            }
            assertThat(first.output()).contains("2004/tcp").contains("9100/tcp").doesNotContain("9105/tcp");
            return first.transcript();
        }
    }

    private static Program start(Site site, String ports, String from, String... options) throws Exception {
        String[] all = new String[options.length + 8];
        System.arraycopy(
                new String[] {"submit", "10.77.9.2", "-p", ports, "--from", from, "--profile", "fragile"}, 0, all, 0, 8);
        System.arraycopy(options, 0, all, 8, options.length);
        return site.start(all);
    }

    private static void check(List<SynCapture.Syn> syns) {
        assertThat(syns.stream().map(SynCapture.Syn::source).distinct()).hasSizeGreaterThan(1);
        for (int i = 5; i < syns.size(); i++) {
            long five = syns.get(i).atNanos() - syns.get(i - 5).atNanos();
            assertThat(five).as("from probe %s to the fifth after it", i - 5).isGreaterThanOrEqualTo(SECOND_NANOS);
        }
        assertThat(syns).hasSizeGreaterThanOrEqualTo(80);
    }

    private static String counter(String namespace, String name) throws Exception {
        return Namespaces.run("ip", "netns", "exec", namespace, "nft", "list", "counter", "ip", "filter", name);
    }
}
