package dev.scanctl.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A fresh command line and service for each test. */
@SuppressWarnings("NullAway.Init") // set by JUnit
abstract class CommandTest {
    @TempDir
    Path home;

    Cli cli;

    @BeforeEach
    void startService() throws IOException {
        cli = new Cli(home);
    }

    @AfterEach
    void stopService() {
        cli.close();
    }
}
