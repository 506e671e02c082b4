package dev.scanctl.coordinator.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactionTest {
    private static final int ROWS = 4_000;
    private static final int ROUNDS = 40;
    private static final int BYTES = 1_000;
    private static final int STEPS = 200;

    @TempDir
    Path directory;

    /** Of each chunk a few rows stay, so that none is free by itself. */
    @Test
    void mostOfAFileIsInUseAfterwardsAndEveryRowIsThere() throws SQLException {
        String url = "jdbc:h2:file:" + directory.resolve("it") + ";WRITE_DELAY=0;RETENTION_TIME=0";
        try (Connection store = DriverManager.getConnection(url, "sa", "")) {
            store.setAutoCommit(false);
            fill(store);
            assertThat(used(store)).isLessThan(50);

            Compaction compaction = new Compaction(store, 0);
            for (int i = 0; i < STEPS && compaction.step(); i++) {
                store.commit();
            }

            assertThat(used(store)).isGreaterThanOrEqualTo(50);
            try (Statement statement = store.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT COUNT(*), SUM(OCTET_LENGTH(bytes)) FROM it")) {
                rows.next();
                assertThat(rows.getInt(1)).isEqualTo(ROWS);
                assertThat(rows.getLong(2)).isEqualTo((long) ROWS * BYTES);
            }
        }
    }

    private static void fill(Connection store) throws SQLException {
        Random random = new Random(1);
        byte[] bytes = new byte[BYTES];
        try (Statement statement = store.createStatement()) {
            statement.execute("CREATE TABLE it (id INT PRIMARY KEY, bytes VARBINARY(2000))");
        }
        try (PreparedStatement put = store.prepareStatement("MERGE INTO it VALUES (?, ?)")) {
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < ROWS / (round == 0 ? 1 : 8); i++) {
                    random.nextBytes(bytes);
                    put.setInt(1, round == 0 ? i : random.nextInt(ROWS));
                    put.setBytes(2, bytes);
                    put.execute();
                }
                store.commit();
            }
        }
    }

    private static int used(Connection store) throws SQLException {
        try (Statement statement = store.createStatement();
                ResultSet rate = statement.executeQuery("SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS"
                        + " WHERE SETTING_NAME = 'info.CHUNKS_FILL_RATE'")) {
            rate.next();
            return rate.getInt(1);
        }
    }
}
