package dev.scanctl.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three agents in two segments, five scans at once on the same hosts: what the target's kernel receives in any second, not only
 * in those of the clock, is no more than each cap and one. A quarter of the ports is silent, so that there are retries.
 */
final class RateCapsTest {
    private static final String SILENT_QUARTER =
            """
            table ip filter {
              chain input {
                type filter hook input priority 0; policy accept;
                tcp dport & 3 == 0 drop
                tcp dport 8000-8999 drop
              }
            }
            """;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int SCAN_RATE = 2_000;
    private static final int HOST_RATE = 60;
    /** Of a scan that nothing answers: what the kernel would ask again by itself counts, too. */
    private static final int SILENT_RATE = 100;

    private static final int AGENT_RATE = 2_000;

    @TempDir
    Path directory;

    @BeforeEach
    void needsNamespaces() {
        Optional<String> why = Namespaces.unavailable();
        why.ifPresent(reason -> System.out.println("RateCapsTest skipped: " + reason));
        Assumptions.assumeTrue(why.isEmpty(), why::orElseThrow);
    }

    @Test
    void noSecondHoldsMoreThanEachCap() throws Exception {
        try (Namespaces net = new Namespaces()) {
            String router = net.router();
            String server = net.behind(router, "srv", 9);
            Namespaces.run("ip", "netns", "exec", server, "ip", "route", "add", "local", "10.77.9.8/29", "dev", "lo");
            net.rules(server, SILENT_QUARTER);
            try (Program capture =
                            Program.java(directory, Namespaces.in(server), Map.of(), SynCapture.class.getName());
                    Site site = Site.behind(directory, Namespaces.in(router), "0.0.0.0:7600")) {
                capture.awaitText("capturing");
                site.startAgent("corp-1", "corp", Namespaces.in(net.behind(router, "c1", 1)), "10.77.1.1:7600");
                site.startAgent("corp-2", "corp", Namespaces.in(net.behind(router, "c2", 2)), "10.77.2.1:7600");
                site.startAgent(
                        "dmz-1", "dmz", Namespaces.in(net.behind(router, "d1", 3)), "10.77.3.1:7600",
                        "--max-rate", String.valueOf(AGENT_RATE));

                scanAll(site);
                capture.close();

                check(SynCapture.read(capture));
            }
        }
    }

    private static void scanAll(Site site) throws Exception {
        String[] slow = {"10.77.9.8", "--host-rate", String.valueOf(HOST_RATE)};
        String[] quick = {"10.77.9.9,10.77.9.10", "--rate", String.valueOf(SCAN_RATE)};
        String[] quiet = {"10.77.9.11", "--rate", String.valueOf(SILENT_RATE)};
        try (Program hostConnect = start(site, slow, "6001-6040", "connect");
                Program hostSyn = start(site, slow, "7001-7040", "syn");
                Program rateConnect = start(site, quick, "1001-1800", "connect");
                Program rateSyn = start(site, quick, "3001-3800", "syn");
                Program silent = start(site, quiet, "8001-8080", "connect")) {
            for (Program scan : List.of(hostConnect, hostSyn, rateConnect, rateSyn, silent)) {
                assertThat(scan.exitCode(PATIENCE)).as("%s%s", scan.transcript(), site.everyLog()).isZero();
            }
        }
    }

    private static Program start(Site site, String[] what, String ports, String method) throws Exception {
        return site.start(
                "submit", what[0], what[1], what[2], "-p", ports, "--from", "corp,dmz", "-Pn", "--probe", method);
    }

    private static void check(List<SynCapture.Syn> syns) {
        check(syns, "connect scan", syn -> syn.port() < 3000, SCAN_RATE);
        check(syns, "SYN scan", syn -> syn.port() > 3000 && syn.port() < 5000, SCAN_RATE);
        check(syns, "silent scan", syn -> syn.port() > 8000, SILENT_RATE);
        check(syns, "agent", syn -> syn.source().equals("10.77.3.2"), AGENT_RATE);
        int most = check(syns, "host", syn -> syn.target().equals("10.77.9.8"), HOST_RATE);
        assertThat(most).as("the cap is what holds the host's probes back").isGreaterThan(HOST_RATE / 2);
    }

    private static int check(List<SynCapture.Syn> syns, String what, Predicate<SynCapture.Syn> of, int cap) {
        List<SynCapture.Syn> counted = syns.stream().filter(of).toList();
        int most = 0;
        int first = 0;
        for (int last = 0; last < counted.size(); last++) {
            while (counted.get(last).atNanos() - counted.get(first).atNanos() >= SECOND_NANOS) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        System.out.println(what + ": at most " + most + " of " + cap + " in a second, " + counted.size() + " in all, in "
                + (counted.getLast().atNanos() - counted.getFirst().atNanos()) / 1e9 + " s");
        assertThat(most).as(what).isLessThanOrEqualTo(cap + 1);
        return most;
    }
}
