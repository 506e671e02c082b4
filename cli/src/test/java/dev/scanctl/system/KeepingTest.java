package dev.scanctl.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backup, restore and pruning of a coordinator that is a process, by programs that are processes. */
@SuppressWarnings("NullAway.Init") // set by JUnit
final class KeepingTest {
    private static final String COORDINATOR = "dev.scanctl.coordinator.CoordinatorMain";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private Path backup() {
        return directory.resolve("one.backup");
    }

    private Program restore(Path data, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of("restore", backup().toString(), "--data", data.toString()));
        words.addAll(List.of(more));
        return Program.java(directory, List.of(), Map.of(), COORDINATOR, words.toArray(String[]::new));
    }

    @Test
    void whatABackupHoldsComesBackAndWhatIsPrunedStaysInTheHistory() throws Exception {
        Path data = directory.resolve("coordinator");
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.77.9"));
                Site site = Site.onLoopback(directory)) {
            site.startAgent("alpha", "lab");
            String port = Integer.toString(listener.getLocalPort());
            site.scanctl(0, "submit", "127.0.77.9", "-p", port, "--from", "lab", "--name", "kept");
            String results = site.scanctl(0, "results", "kept", "-o", "csv");
            String hosts = site.scanctl(0, "hosts", "-o", "csv");
            assertThat(results).contains(",open,");

            site.scanctl(0, "backup", "create", backup().toString());
            site.scanctl(0, "backup", "verify", backup().toString());
            site.scanctl(0, "submit", "127.0.77.9", "-p", port, "--from", "lab", "--name", "lost");
            refusedWhileItRuns(data);
            site.coordinator().kill();
            restored(data);
            site.restartCoordinator();

            assertThat(site.scanctl(0, "scans", "-o", "csv")).contains(",kept,").doesNotContain(",lost,");
            assertThat(site.scanctl(0, "results", "kept", "-o", "csv")).isEqualTo(results);
            assertThat(site.scanctl(0, "hosts", "-o", "csv")).isEqualTo(hosts);
            prunedAndStillTold(site, hosts);
        }
    }

    private void refusedWhileItRuns(Path data) throws Exception {
        try (Program program = restore(data, "--replace")) {
            assertThat(program.exitCode(PATIENCE)).as(program.transcript()).isEqualTo(2);
        }
    }

    private void restored(Path data) throws Exception {
        try (Program program = restore(data)) {
            assertThat(program.exitCode(PATIENCE)).as("there is a store: %s", program.transcript()).isEqualTo(2);
        }
        try (Program program = restore(data, "--replace")) {
            assertThat(program.exitCode(PATIENCE)).as(program.transcript()).isZero();
        }
        try (var files = Files.list(data)) {
            assertThat(files.map(file -> file.getFileName().toString())).anyMatch(name -> name.startsWith("scanctl-kept-"));
        }
    }

    private static void prunedAndStillTold(Site site, String hosts) throws Exception {
        String history = site.scanctl(0, "history", "127.0.77.9", "-o", "csv");
        assertThat(history).contains(",open,");

        assertThat(site.said("prune", "--older-than", "1ms")).contains("The results of 1 scan are removed");

        site.scanctl(3, "results", "kept");
        assertThat(site.scanctl(0, "history", "127.0.77.9", "-o", "csv")).isEqualTo(history);
        assertThat(site.scanctl(0, "hosts", "-o", "csv")).isEqualTo(hosts);
        site.coordinator().kill();
        site.restartCoordinator();
        site.scanctl(3, "results", "kept");
        assertThat(site.scanctl(0, "history", "127.0.77.9", "-o", "csv")).isEqualTo(history);
    }
}
