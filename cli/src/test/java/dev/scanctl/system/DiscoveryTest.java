package dev.scanctl.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts among addresses without any, behind a router and on the agent's link: who is down is known by evidence and is no gap. */
final class DiscoveryTest {
    private static final String INPUT = "table inet host { chain in { type filter hook input priority 0;\n%s}\n}\n";
    private static final String FORWARD = "table inet way { chain on { type filter hook forward priority 0;\n%s}\n}\n";

    @TempDir
    Path directory;

    @BeforeEach
    void needsNamespaces() {
        Optional<String> why = Namespaces.unavailable();
        why.ifPresent(reason -> System.out.println("DiscoveryTest skipped: " + reason));
        Assumptions.assumeTrue(why.isEmpty(), why::orElseThrow);
    }

    @Test
    void addressesWithoutAHostAreDownAndOnlyTheOthersAreProbed() throws Exception {
        try (Namespaces net = new Namespaces()) {
            String router = net.router();
            String server = net.behind(router, "srv", 9);
            String corp = net.behind(router, "corp", 1);
            try (Program listener = Program.java(
                            directory, Namespaces.in(server), Map.of(), Listener.class.getName(), "10.77.9.2", "8080");
                    Site site = Site.behind(directory, Namespaces.in(router), "0.0.0.0:7600")) {
                listener.awaitText("listening");
                site.startAgent("corp-1", "corp", Namespaces.in(corp), "10.77.1.1:7600");

                assertSeen(site, "connect");
                assertSeen(site, "syn");
            }
        }
    }

    /** All five ports that are asked by TCP are dropped at .2; .3 drops echoes, .4 all; the router speaks for .5 and .6. */
    @Test
    void hostsBehindARouterAreFoundByEchoAndElseByTcp() throws Exception {
        try (Namespaces net = new Namespaces()) {
            String router = net.router();
            String server = net.behind(router, "srv", 9);
            String corp = net.behind(router, "corp", 1);
            net.address(server, "10.77.9.3");
            net.address(server, "10.77.9.4");
            net.rules(server, INPUT.formatted("""
                    ip daddr 10.77.9.2 tcp dport { 22, 80, 443, 445, 3389 } drop
                    ip daddr 10.77.9.3 icmp type echo-request drop
                    ip daddr 10.77.9.4 drop
                    """));
            net.rules(router, FORWARD.formatted("""
                    ip daddr 10.77.9.5 reject with icmp host-unreachable
                    ip daddr 10.77.9.6 reject with icmp admin-prohibited
                    """));
            try (Program listener = listen(server, "10.77.9.2");
                    Site site = Site.behind(directory, Namespaces.in(router), "0.0.0.0:7600")) {
                listener.awaitText("listening");
                site.startAgent("corp-1", "corp", Namespaces.in(corp), "10.77.1.1:7600");
                site.scanctl(0, "submit", "10.77.9.2-9", "-p", "9999", "--from", "corp", "--name", "routed");

                assertThat(site.scanctl(0, "show", "routed")).contains("3 up, 5 down from corp");
                String all = site.scanctl(0, "results", "routed", "--state", "open,closed,filtered", "-o", "wide");
                assertThat(stateOf(all, "10.77.9.2")).contains("open");
                assertThat(stateOf(all, "10.77.9.3")).contains("closed");
                assertThat(stateOf(all, "10.77.9.6")).contains("filtered", "admin-prohibited");
            }
        }
    }

    /** .5 answers nothing but ARP and one odd port; .255 is the link's broadcast address. */
    @Test
    void hostsOnTheLinkAreFoundByArpAndMissingOnesLeaveNoTrace() throws Exception {
        try (Namespaces net = new Namespaces()) {
            String router = net.router();
            String corp = net.behind(router, "corp", 1);
            net.address(router, "10.77.1.5");
            net.rules(router, INPUT.formatted("""
                    ip daddr 10.77.1.5 tcp dport != 9999 drop
                    ip daddr 10.77.1.5 meta l4proto != tcp drop
                    """));
            try (Program listener = listen(router, "10.77.1.5");
                    Site site = Site.behind(directory, Namespaces.in(router), "0.0.0.0:7600")) {
                listener.awaitText("listening");
                site.startAgent("corp-1", "corp", Namespaces.in(corp), "10.77.1.1:7600");
                site.scanctl(
                        0, "submit", "10.77.1.4-9", "10.77.1.255", "-p", "9999", "--from", "corp", "--name", "link");

                assertThat(site.scanctl(0, "show", "link")).contains("1 up, 6 down from corp");
                assertThat(site.scanctl(0, "results", "link")).contains("10.77.1.5", "9999/tcp", "open");
                assertThat(Namespaces.run("ip", "-n", corp, "neigh", "show"))
                        .contains("10.77.1.1 ", "10.77.1.5 ")
                        .doesNotContain("10.77.1.4 ", "10.77.1.6 ", "10.77.1.9 ");
            }
        }
    }

    /** Nobody has .9, and .255 is the link's broadcast address, to which nothing connects. */
    @Test
    void hostsOnTheLinkAreFoundByConnectWithoutTheCapability() throws Exception {
        boolean installed = Files.isExecutable(Path.of("/usr/bin/setpriv"));
        if (!installed) {
            System.out.println("hostsOnTheLinkAreFoundByConnectWithoutTheCapability skipped: setpriv is not installed");
        }
        Assumptions.assumeTrue(installed, "setpriv is not installed");
        try (Namespaces net = new Namespaces()) {
            String router = net.router();
            String corp = net.behind(router, "corp", 1);
            try (Program listener = listen(router, "10.77.1.1");
                    Site site = Site.behind(directory, Namespaces.in(router), "0.0.0.0:7600")) {
                listener.awaitText("listening");
                List<String> without = new ArrayList<>(Namespaces.in(corp));
                without.addAll(List.of("setpriv", "--bounding-set=-net_raw", "--inh-caps=-net_raw"));
                site.startAgent("corp-1", "corp", without, "10.77.1.1:7600");
                site.scanctl(
                        0, "submit", "10.77.1.1", "10.77.1.9", "10.77.1.255", "-p", "9999", "--from", "corp", "--name", "plain");

                assertThat(site.scanctl(0, "agents", "-o", "wide")).contains("connect").doesNotContain("icmp-echo");
                assertThat(site.scanctl(0, "show", "plain")).contains("1 up, 2 down from corp");
                assertThat(site.scanctl(0, "results", "plain")).contains("10.77.1.1", "9999/tcp", "open");
            }
        }
    }

    private Program listen(String namespace, String address) throws Exception {
        return Program.java(
                directory, Namespaces.in(namespace), Map.of(), Listener.class.getName(), address, "9999");
    }

    private static String stateOf(String results, String address) {
        return results.lines().filter(line -> line.contains(address + " ")).findFirst().orElse("");
    }

    private static void assertSeen(Site site, String method) throws Exception {
        String name = "net-" + method;
        site.scanctl(
                0, "submit", "10.77.9.2-9", "-p", "8080-8089", "--from", "corp", "--probe", method, "--name", name);

        assertThat(site.scanctl(0, "show", name)).contains("1 up, 7 down from corp");
        String down = site.scanctl(0, "results", name, "--state", "not-probed", "-o", "wide");
        assertThat(down.lines().filter(line -> line.contains("host-down"))).as("%s", down).hasSize(7);
        assertThat(down).doesNotContain("10.77.9.2 ");
        assertThat(site.scanctl(0, "results", name)).contains("10.77.9.2", "8080/tcp", "open");
    }
}
