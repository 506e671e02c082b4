package dev.scanctl.cli.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Where coordinator and agent log when they run inside the command: a file, since the terminal is the operator's. */
final class LocalLog {
    private static final int MOST_BYTES = 1 << 20;

    private LocalLog() {}

    static void to(Path file) {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        try {
            FileHandler handler = new FileHandler(file.toString().replace("%", "%%"), MOST_BYTES, 1, true);
            handler.setFormatter(new SimpleFormatter());
            handler.setLevel(Level.INFO);
            root.addHandler(handler);
        } catch (IOException e) {
            // A log that cannot be written is no reason not to scan.
            root.setLevel(Level.OFF);
        }
    }
}
