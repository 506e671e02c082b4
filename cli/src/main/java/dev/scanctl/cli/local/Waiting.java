package dev.scanctl.cli.local;

import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import java.time.Duration;

/** Waiting between tries, while another process starts or ends. */
final class Waiting {
    private Waiting() {}

    static void pause(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.DETACHED, "interrupted", e);
        }
    }
}
