package dev.scanctl.agent;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * All an agent needs to know at its start.
 *
 * @param coordinator where it dials, as {@code HOST:PORT}; only shown where the channel is handed in ready-made
 * @param stateDir holds the agent's identity and nothing else
 */
public record AgentConfig(String coordinator, Vantage vantage, Path stateDir, Effort effort) {

    /**
     * Where the agent stands.
     *
     * @param segment 1 to 64 characters of a-z, 0-9, '-', '_', '.'
     * @param space the segment's address space, of the same form
     * @param name for people, 1 to 64 printable characters
     */
    public record Vantage(String segment, String space, String name) {
        private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,64}");
        private static final Pattern LABEL = Pattern.compile("[a-z0-9._-]{1,64}");

        public Vantage {
            requireLabel("segment", segment);
            requireLabel("address space", space);
            if (name.isBlank() || !NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("a name has 1 to 64 printable characters, not: '" + name + "'");
            }
        }

        private static void requireLabel(String what, String value) {
            if (!LABEL.matcher(value).matches()) {
                throw new IllegalArgumentException(
                        "a " + what + " has 1 to 64 characters of a-z, 0-9, '-', '_' and '.', not: '" + value + "'");
            }
        }
    }

    /**
     * How much the agent may do at a time.
     *
     * @param maxUnits units at a time, 1 to 1024
     * @param maxRatePps attempts a second over all units; 0: no limit of its own
     * @param threads engines, 1 to 64, each with a thread and a transport of its own
     */
    public record Effort(int maxUnits, long maxRatePps, int threads, TransportChoice transport) {

        public Effort {
            requireRange("units at a time", maxUnits, 1, 1024);
            requireRange("rate in probes a second", maxRatePps, 0, Long.MAX_VALUE);
            requireRange("number of threads", threads, 1, 64);
        }

        /** One engine per core but at most four. */
        public static Effort ofThisMachine() {
            int threads = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
            return new Effort(units(threads), 0, threads, TransportChoice.AUTO);
        }

        /**
         * Units at a time for so many engines: enough that a unit which waits out its last silences, some seconds, does not
         * keep the next ones from being probed.
         */
        public static int units(int threads) {
            return Math.max(16, 8 * threads);
        }

        private static void requireRange(String what, long value, long low, long high) {
            if (value < low || value > high) {
                throw new IllegalArgumentException(
                        "the " + what + " is " + low + (high == Long.MAX_VALUE ? " or more" : " to " + high)
                                + ", not " + value);
            }
        }
    }

    /** How probes are sent. */
    public enum TransportChoice {
        /** All that this machine allows: raw SYNs, epoll and UDP on Linux, else NIO. */
        AUTO,
        /** Connect with errno and error queue, and UDP, but no raw SYNs; Linux only. */
        EPOLL,
        /** The portable one, which cannot tell all reasons apart. */
        NIO;

        public static TransportChoice parse(String text) {
            for (TransportChoice choice : values()) {
                if (choice.label().equals(text)) {
                    return choice;
                }
            }
            throw new IllegalArgumentException("the transport is auto, epoll or nio, not: '" + text + "'");
        }

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** {@code $XDG_STATE_HOME/scanctl/agent}, or {@code ~/.local/state/scanctl/agent}. */
    public static Path defaultStateDir() {
        Path base = Optional.ofNullable(System.getenv("XDG_STATE_HOME"))
                .filter(value -> !value.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".local", "state"));
        return base.resolve("scanctl").resolve("agent");
    }

    /** This machine's name, shortened to 64 characters. */
    static String hostName() {
        String name = HostName.read();
        return name.length() <= 64 ? name : name.substring(0, 64);
    }
}
