package dev.scanctl.agent;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Logging of the program: one line a record on stderr, ISO time in UTC, libraries only from warnings on. */
final class LogSetup {
    /** Kept here, since java.util.logging forgets the level of a logger that nobody holds. */
    private static final List<Logger> QUIET = List.of(Logger.getLogger("io.netty"), Logger.getLogger("io.grpc"));

    private LogSetup() {}

    static void install() {
        Logger root = Logger.getLogger("");
        for (Handler old : root.getHandlers()) {
            root.removeHandler(old);
        }
        Handler stderr = new ConsoleHandler();
        stderr.setFormatter(new Line());
        root.addHandler(stderr);
        QUIET.forEach(library -> library.setLevel(Level.WARNING));
    }

    /** Such as {@code 2026-11-22T21:15:52.103Z INFO Connected to the coordinator at 10.0.0.7:7600.} */
    static final class Line extends Formatter {
        @Override
        public String format(LogRecord record) {
            return record.getInstant().truncatedTo(ChronoUnit.MILLIS) + " " + word(record.getLevel()) + " "
                    + oneLine(formatMessage(record)) + System.lineSeparator() + trace(record);
        }

        private static String word(Level level) {
            int value = level.intValue();
            if (value >= Level.SEVERE.intValue()) {
                return "ERROR";
            }
            return value >= Level.WARNING.intValue() ? "WARN" : value >= Level.INFO.intValue() ? "INFO" : "DEBUG";
        }

        /** Words of a coordinator must not be able to forge a line or steer a terminal. */
        private static String oneLine(String text) {
            return text.replaceAll("\\p{Cntrl}", " ");
        }

        private static String trace(LogRecord record) {
            if (record.getThrown() == null) {
                return "";
            }
            StringWriter text = new StringWriter();
            record.getThrown().printStackTrace(new PrintWriter(text, true));
            return text.toString();
        }
    }
}
