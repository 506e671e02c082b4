package dev.scanctl.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One host among seven addresses without any, behind a router: who is down is known by evidence and is no gap. */
final class DiscoveryTest {
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
