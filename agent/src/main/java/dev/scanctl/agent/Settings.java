package dev.scanctl.agent;

import dev.scanctl.agent.AgentConfig.Effort;
import dev.scanctl.agent.AgentConfig.TransportChoice;
import dev.scanctl.agent.AgentConfig.Vantage;
import dev.scanctl.program.Given;
import java.nio.file.Path;

/** Reads every {@link Setting} into an {@link AgentConfig}, in one place. */
final class Settings {
    private Settings() {}

    /** The configuration that all settings make together. */
    static AgentConfig config(Given<Setting> given) {
        Effort effort = effort(given);
        String coordinator = given.require(Setting.COORDINATOR, Settings::hostAndPort);
        Path stateDir = given.read(Setting.STATE_DIR, Path::of).orElseGet(AgentConfig::defaultStateDir);
        return new AgentConfig(coordinator, vantage(given), stateDir, effort);
    }

    private static Effort effort(Given<Setting> given) {
        int threads = given.read(Setting.THREADS, text -> (int) number(text, 1, 64))
                .orElse(Effort.ofThisMachine().threads());
        return new Effort(
                given.read(Setting.MAX_UNITS, text -> (int) number(text, 1, 1024)).orElse(Effort.units(threads)),
                given.read(Setting.MAX_RATE, text -> number(text, 0, Long.MAX_VALUE)).orElse(0L),
                threads,
                given.read(Setting.TRANSPORT, TransportChoice::parse).orElse(TransportChoice.AUTO));
    }

    private static Vantage vantage(Given<Setting> given) {
        String segment = given.require(Setting.SEGMENT, text -> new Vantage(text, "default", "x").segment());
        String space = given.read(Setting.SPACE, text -> new Vantage("x", text, "x").space()).orElse("default");
        String name = given.read(Setting.NAME, text -> new Vantage("x", "default", text).name())
                .orElseGet(AgentConfig::hostName);
        return new Vantage(segment, space, name);
    }

    private static String hostAndPort(String text) {
        Dial.parse(text);
        return text;
    }

    private static long number(String text, long low, long high) {
        try {
            long number = Long.parseLong(text);
            if (number >= low && number <= high) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, with the range.
        }
        String range = high == Long.MAX_VALUE ? "of at least " + low : "from " + low + " to " + high;
        throw new IllegalArgumentException("'" + text + "' is not a number " + range);
    }
}
