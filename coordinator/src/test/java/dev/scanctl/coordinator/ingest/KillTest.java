package dev.scanctl.coordinator.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.StoreException;
import dev.scanctl.coordinator.store.row.OutcomeCount;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.coordinator.store.row.UnitState;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KillTest {

    @ParameterizedTest
    @ValueSource(ints = {20, 90, 230})
    void acknowledgedUnitsAreThereAfterAKill(int units, @TempDir Path directory) throws Exception {
        List<String> acknowledged = killedAfter(units, directory);

        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(units).allMatch(line -> line.startsWith("DONE "));
        try (Store store = Store.open(directory)) {
            for (String line : acknowledged) {
                UnitKey key = new UnitKey(1, 1, Long.parseLong(line.substring(5)));
                Optional<UnitRow> row = store.read(t -> t.units().byKey(key));
                assertThat(row.map(UnitRow::state)).as("%s", key).contains(UnitState.DONE);
            }
            assertCountsAgree(store);
        }
    }

    /** Rows, units done and counts came and went together. */
    private static void assertCountsAgree(Store store) {
        long done = store.<Long>read(t -> t.units().counts(1, 1).getOrDefault(UnitState.DONE, 0L));
        long ports = store.<List<OutcomeCount>>read(t -> t.outcomes().counts(1)).stream()
                .mapToLong(OutcomeCount::ports)
                .sum();
        assertThat(ports).isEqualTo(done * 1024);
        assertThat(store.<Long>read(t -> t.scans().segments(1).getFirst().unitsDone())).isEqualTo(done);
    }

    private static List<String> killedAfter(int units, Path directory) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AcknowledgingProcess.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
                if (lines.size() == units) {
                    assertThatThrownBy(() -> Store.open(directory))
                            .isInstanceOf(StoreException.class)
                            .hasMessageContaining("another process has it open");
                    // By its handle, which leaves what it printed to be read.
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        if (!lines.isEmpty() && !lines.getLast().matches("DONE \\d+")) {
            lines.removeLast();
        }
        return lines;
    }
}
