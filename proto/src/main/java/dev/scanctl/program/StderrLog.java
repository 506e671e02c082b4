package dev.scanctl.program;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/** Where a program logs: one line a record on stderr, ISO time in UTC, libraries only from warnings on. */
final class StderrLog {
    /** Kept here, since java.util.logging forgets the level of a logger that nobody holds. */
    private static final List<Logger> QUIET = List.of(
            Logger.getLogger("io.netty"),
            Logger.getLogger("io.grpc"),
            Logger.getLogger("org.flywaydb"),
            Logger.getLogger("org.h2"),
            Logger.getLogger("h2database"));

    private StderrLog() {}

    static void install() {
        Logger root = Logger.getLogger("");
        for (Handler old : root.getHandlers()) {
            root.removeHandler(old);
        }
        root.addHandler(new Stderr());
        QUIET.forEach(library -> library.setLevel(Level.WARNING));
    }

    private static final class Stderr extends StreamHandler {
        Stderr() {
            super(System.err, new Line());
        }

        @Override
        public synchronized void publish(LogRecord record) {
            super.publish(record);
            flush();
        }

        /** The stream is the process's, not the log's: at the end the program still has words to say. */
        @Override
        public synchronized void close() {
            flush();
        }
    }

    /** Such as {@code 2026-11-22T21:15:52.103Z INFO Agent a1 connected from 10.0.0.7.} */
    static final class Line extends Formatter {
        @Override
        public String format(LogRecord record) {
            return record.getInstant().truncatedTo(ChronoUnit.MILLIS) + " " + level(record) + " "
                    + oneLine(formatMessage(record)) + System.lineSeparator() + trace(record);
        }

        private static String level(LogRecord record) {
            int level = record.getLevel().intValue();
            if (level >= Level.SEVERE.intValue()) {
                return "ERROR";
            }
            if (level >= Level.WARNING.intValue()) {
                return "WARN";
            }
            return level >= Level.INFO.intValue() ? "INFO" : "DEBUG";
        }

        /** Text from elsewhere must not be able to forge a line or steer a terminal. */
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
