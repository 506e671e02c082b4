package dev.scanctl.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionTableTest {
    @TempDir
    private Path folder;

    @Test
    void fifthOfTheTableIsLeftToOthers() throws IOException {
        try (ConnectionTable table = table(10, 1_000)) {
            assertThat(table.room()).isEqualTo(790);
        }
    }

    @Test
    void probesThatWereSentCountUntilTheTableIsReadAgain() throws IOException {
        try (ConnectionTable table = table(797, 1_000)) {
            assertThat(table.room()).isEqualTo(3);
            for (int i = 0; i < 3; i++) {
                table.take();
            }
            // Read again at most 20 times a second; until then nothing is left.
            assertThat(table.room()).isIn(0L, 3L);
        }
    }

    @Test
    void fullTableLetsSingleProbesThrough() throws IOException {
        try (ConnectionTable table = table(5_000, 1_000)) {
            assertThat(table.room()).isEqualTo(1);
        }
    }

    @Test
    void machineThatTracksNothingHasRoom() {
        try (ConnectionTable table = ConnectionTable.in(folder.toString())) {
            assertThat(table.room()).isGreaterThan(1_000_000);
        }
    }

    private ConnectionTable table(int count, int max) throws IOException {
        Files.writeString(folder.resolve("nf_conntrack_count"), count + "\n");
        Files.writeString(folder.resolve("nf_conntrack_max"), max + "\n");
        return ConnectionTable.in(folder.toString());
    }
}
