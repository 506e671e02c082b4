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

/** A host whose firewall sends every connection to one listener, beside one with a single service. */
final class AnswersEverythingTest {
    @TempDir
    Path directory;

    @BeforeEach
    void needsNamespaces() {
        Optional<String> why = Namespaces.unavailable();
        why.ifPresent(reason -> System.out.println("AnswersEverythingTest skipped: " + reason));
        Assumptions.assumeTrue(why.isEmpty(), why::orElseThrow);
    }

    @Test
    void hostThatAnswersForEveryPortIsFlaggedAndItsNeighbourIsNot() throws Exception {
        try (Namespaces net = new Namespaces()) {
            String router = net.router();
            String pot = net.behind(router, "pot", 8);
            String server = net.behind(router, "srv", 9);
            String corp = net.behind(router, "corp", 1);
            net.rules(pot, """
                    table ip pot {
                        chain every {
                            type nat hook prerouting priority -100;
                            tcp dport 1-65535 redirect to :8080
                        }
                    }
                    """);
            try (Program everything = listener(pot, "10.77.8.2");
                    Program service = listener(server, "10.77.9.2");
                    Site site = Site.behind(directory, Namespaces.in(router), "0.0.0.0:7600")) {
                everything.awaitText("listening");
                service.awaitText("listening");
                site.startAgent("corp-1", "corp", Namespaces.in(corp), "10.77.1.1:7600");

                assertFlagged(site, "connect");
                assertFlagged(site, "syn");
            }
        }
    }

    private Program listener(String namespace, String address) throws Exception {
        return Program.java(
                directory, Namespaces.in(namespace), Map.of(), Listener.class.getName(), address, "8080");
    }

    private static void assertFlagged(Site site, String method) throws Exception {
        site.scanctl(
                0, "submit", "10.77.8.2", "10.77.9.2", "-Pn", "-p", "1-40,8080", "--from", "corp", "--probe", method,
                "--name", method);

        assertThat(site.scanctl(0, "show", method))
                .contains("1 host answers for every port from corp")
                .contains("10.77.8.2: 41 of 41 probed ports open, and 8 of 8 control ports (");
        List<String> rows = site.scanctl(0, "results", method, "-o", "csv").lines().skip(1).toList();
        assertThat(rows).as(method).filteredOn(row -> row.contains("10.77.8.2")).hasSize(41)
                .allMatch(row -> row.contains("answers-everything"));
        assertThat(rows).as(method).filteredOn(row -> row.contains("10.77.9.2")).hasSize(1)
                .noneMatch(row -> row.contains("answers-everything"));
    }
}
