package dev.scanctl.agent;

import dev.scanctl.agent.AgentConfig.Effort;
import dev.scanctl.agent.AgentConfig.TransportChoice;
import dev.scanctl.agent.AgentConfig.Vantage;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The text of every {@link Setting} and where it came from: the command line over the environment over the file. Read
 * into an {@link AgentConfig} in one place, so that each refusal names its source.
 */
final class Settings {
    private final Map<Setting, Given> given = new EnumMap<>(Setting.class);

    private record Given(String text, String source) {}

    /** The operator wrote something that cannot be; the message is one sentence. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refused(String sentence, @Nullable Throwable cause) {
            super(sentence, cause);
        }
    }

    private Settings() {}

    /**
     * Gathers what was said.
     *
     * @param options what stood on the command line
     * @param file properties file; null: none
     */
    static Settings read(Map<Setting, String> options, Map<String, String> environment, @Nullable Path file) {
        Settings settings = new Settings();
        if (file != null) {
            settings.readFile(file);
        }
        for (Setting setting : Setting.values()) {
            settings.add(setting, environment.get(setting.variable()), setting.variable());
            settings.add(setting, options.get(setting), setting.option());
        }
        return settings;
    }

    private void add(Setting setting, @Nullable String text, String source) {
        if (text != null) {
            given.put(setting, new Given(text.strip(), source));
        }
    }

    private void readFile(Path file) {
        Properties lines = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            lines.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new Refused("cannot read the configuration file " + file + " (" + e + ")", e);
        }
        for (String key : new TreeSet<>(lines.stringPropertyNames())) {
            Setting setting = Setting.ofKey(key).orElseThrow(() -> unknownKey(file, key));
            add(setting, lines.getProperty(key), file + ", key " + key);
        }
    }

    private static Refused unknownKey(Path file, String key) {
        String known = Arrays.stream(Setting.values()).map(Setting::key).collect(Collectors.joining(", "));
        return new Refused("unknown key '" + key + "' in " + file + "; known are " + known, null);
    }

    /** The configuration that all settings make together. */
    AgentConfig config() {
        Effort usual = Effort.ofThisMachine();
        int threads = read(Setting.THREADS, text -> (int) number(text, 1, 64)).orElse(usual.threads());
        Effort effort = new Effort(
                read(Setting.MAX_UNITS, text -> (int) number(text, 1, 1024)).orElse(Math.max(8, 4 * threads)),
                read(Setting.MAX_RATE, text -> number(text, 0, Long.MAX_VALUE)).orElse(0L),
                threads,
                read(Setting.TRANSPORT, TransportChoice::parse).orElse(TransportChoice.AUTO));
        String coordinator = read(Setting.COORDINATOR, Settings::hostAndPort).orElseThrow(() -> missing(Setting.COORDINATOR));
        Path stateDir = read(Setting.STATE_DIR, Path::of).orElseGet(AgentConfig::defaultStateDir);
        return new AgentConfig(coordinator, vantage(), stateDir, effort);
    }

    private Vantage vantage() {
        String segment = read(Setting.SEGMENT, text -> new Vantage(text, "default", "x").segment())
                .orElseThrow(() -> missing(Setting.SEGMENT));
        String space = read(Setting.SPACE, text -> new Vantage("x", text, "x").space()).orElse("default");
        String name = read(Setting.NAME, text -> new Vantage("x", "default", text).name())
                .orElseGet(AgentConfig::hostName);
        return new Vantage(segment, space, name);
    }

    private static String hostAndPort(String text) {
        Dial.parse(text);
        return text;
    }

    private static Refused missing(Setting setting) {
        return new Refused(
                setting.option() + " " + setting.valueName() + " is required; it can also be set as "
                        + setting.variable() + " or in the file of --config",
                null);
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

    private <T> Optional<T> read(Setting setting, Function<String, T> parse) {
        Given text = given.get(setting);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse.apply(text.text()));
        } catch (IllegalArgumentException e) {
            throw new Refused(text.source() + ": " + e.getMessage(), e);
        }
    }
}
