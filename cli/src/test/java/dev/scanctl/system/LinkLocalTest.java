package dev.scanctl.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same link-local address on two links is two hosts, each reached by the agent on its link, in every way to ask. */
final class LinkLocalTest {
    private static final String DROP_8081 = "table inet host { chain in { type filter hook input priority 0;\n"
            + "tcp dport 8081 drop\n}\n}\n";

    @TempDir
    Path directory;

    @BeforeEach
    void needsNamespaces() {
        Optional<String> why = Namespaces.unavailable();
        why.ifPresent(reason -> System.out.println("LinkLocalTest skipped: " + reason));
        Assumptions.assumeTrue(why.isEmpty(), why::orElseThrow);
    }

    @Test
    void portsOfTheLinkOfTheZoneAreSeen() throws Exception {
        try (Namespaces net = new Namespaces()) {
            String router = net.router();
            String corp = net.behind(router, "corp", 1);
            String lab = net.behind(router, "lab", 2);
            String corpLink = net.linkLocal(router, corp, 1);
            String labLink = net.linkLocal(router, lab, 2);
            net.rules(router, DROP_8081);
            String onCorpsLink = "fe80::1%" + corpLink.replace('i', 'o');
            try (Program listener = Program.java(
                            directory, Namespaces.in(router), Map.of(), Listener.class.getName(), onCorpsLink, "8080");
                    Site site = Site.behind(directory, Namespaces.in(router), "0.0.0.0:7600")) {
                listener.awaitText("listening");
                site.startAgent("corp-1", "corp", Namespaces.in(corp), "10.77.1.1:7600");
                site.startAgent("lab-1", "lab", Namespaces.in(lab), "10.77.2.1:7600", "--transport", "nio");

                assertSeen(site, "corp", "fe80::1%" + corpLink, "connect", "open");
                assertSeen(site, "corp", "fe80::1%" + corpLink, "syn", "open");
                assertSeen(site, "lab", "fe80::1%" + labLink, "connect", "closed");
                assertUdpSeen(site, "fe80::1%" + corpLink);
                assertHostsFound(site, corpLink);
                assertUnknownInterfaceIsAGap(site);
                assertOneAgentIsNeeded(site, corp, corpLink);
            }
        }
    }

    private static void assertSeen(Site site, String segment, String target, String probe, String state8080)
            throws Exception {
        String scan = segment + "-" + probe;
        site.scanctl(0, "submit", target, "-p", "8080-8082", "--from", segment, "--probe", probe, "--name", scan);

        String all = site.scanctl(0, "results", scan, "--state", "open,closed,filtered");
        assertThat(lineOf(all, "8080/tcp")).as(scan).contains(" " + target + " ", " " + state8080 + " ");
        assertThat(lineOf(all, "8081/tcp")).as(scan).contains(" " + target + " ", " filtered ");
        assertThat(lineOf(all, "8082/tcp")).as(scan).contains(" " + target + " ", " closed ");
    }

    private static String lineOf(String table, String port) {
        return table.lines().filter(line -> line.contains(" " + port + " ")).findFirst().orElse(table);
    }

    private static void assertUdpSeen(Site site, String target) throws Exception {
        site.scanctl(0, "submit", target, "-p", "U:9", "--from", "corp", "--name", "udp");

        assertThat(lineOf(site.scanctl(0, "results", "udp", "--state", "closed"), "9/udp")).contains(target);
    }

    private static void assertHostsFound(Site site, String link) throws Exception {
        site.scanctl(0, "submit", "fe80::%" + link + "/125", "-p", "8080", "--from", "corp", "--name", "hosts");

        assertThat(site.scanctl(0, "show", "hosts")).contains("2 up, 6 down from corp");
        assertThat(site.scanctl(0, "results", "hosts")).contains("fe80::1%" + link);
    }

    private static void assertUnknownInterfaceIsAGap(Site site) throws Exception {
        site.scanctl(3, "submit", "fe80::1%nolink", "-p", "22", "--from", "corp", "--name", "lost");

        assertThat(site.scanctl(0, "show", "lost")).contains("local-link");
        assertThat(site.everyLog()).contains("zone 'nolink' is no interface of this machine, which has ");
    }

    private static void assertOneAgentIsNeeded(Site site, String namespace, String link) throws Exception {
        site.startAgent("corp-2", "corp", Namespaces.in(namespace), "10.77.1.1:7600");

        try (Program refused = site.start("submit", "fe80::1%" + link, "-p", "22", "--from", "corp")) {
            assertThat(refused.exitCode(Duration.ofMinutes(1))).isNotZero();
            assertThat(refused.transcript()).contains("segment corp has 2 agents connected (corp-1, corp-2)");
        }
    }
}
