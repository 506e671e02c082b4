package dev.scanctl.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An import that is killed in the middle leaves nothing that passes for a whole, and can be made again. */
@SuppressWarnings("NullAway.Init") // set by JUnit
final class KilledImportTest {
    private static final int HOSTS = 40_000;

    @TempDir
    Path directory;

    private Program scanctl(String... words) throws IOException {
        Map<String, String> environment = Map.of(
                "SCANCTL_HOME", directory.resolve("store").toString(), "JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary());
        String[] local = Stream.concat(Stream.of(words), Stream.of("--local")).toArray(String[]::new);
        return Program.java(directory, List.of(), environment, "dev.scanctl.cli.Main", local);
    }

    private Path temporary() throws IOException {
        return Files.createDirectories(directory.resolve("temporary"));
    }

    private String scans() throws IOException, InterruptedException {
        try (Program list = scanctl("scans", "-o", "csv")) {
            assertThat(list.exitCode(Duration.ofSeconds(60))).as(list.transcript()).isZero();
            return list.output().lines().skip(1).map(line -> line.split(",")).map(cells -> cells[0] + " " + cells[2] + " " + cells[4])
                    .collect(Collectors.joining("\n"));
        }
    }

    private Path report() throws IOException {
        Path report = directory.resolve("report.xml");
        try (BufferedWriter out = Files.newBufferedWriter(report)) {
            out.write("<nmaprun><scaninfo type=\"syn\" protocol=\"tcp\" services=\"1-100\"/>\n");
            for (int host = 0; host < HOSTS; host++) {
                out.write("<host><address addr=\"10.1." + host / 256 + "." + host % 256 + "\" addrtype=\"ipv4\"/><ports>");
                for (int port = 1; port <= 10; port++) {
                    out.write("<port protocol=\"tcp\" portid=\"" + 7 * port + "\"><state state=\"open\" reason=\"syn-ack\"/></port>");
                }
                out.write("</ports></host>\n");
            }
            out.write("</nmaprun>\n");
        }
        return report;
    }

    @Test
    void whatWasStoredStandsAsCancelledUntilTheSameFileReplacesIt() throws Exception {
        String report = report().toString();
        try (Program killed = scanctl("import", "nmap", report, "--from", "corp", "--new-segment")) {
            Awaitility.await("some of it is stored")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> directory.resolve("store").toFile().exists() && scans().matches("1 cancelled [1-9][0-9]*") || !killed.alive());
            assertThat(killed.alive()).as(killed.transcript()).isTrue();
            killed.kill();
        }
        try (Stream<Path> left = Files.list(temporary())) {
            assertThat(left.filter(file -> file.toString().contains("scanctl"))).isEmpty();
        }
        assertThat(scans()).startsWith("1 cancelled ");

        try (Program again = scanctl("import", "nmap", report, "--from", "corp")) {
            assertThat(again.exitCode(Duration.ofSeconds(60))).as(again.transcript()).isZero();
            assertThat(again.output()).isEqualTo("2\n");
        }

        assertThat(scans()).isEqualTo("2 gaps " + HOSTS * 100);
    }
}
