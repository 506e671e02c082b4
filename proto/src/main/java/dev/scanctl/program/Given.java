package dev.scanctl.program;

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
 * The text of each setting that was given, and where: the command line counts before the environment, that before the
 * file. A refusal names the source.
 */
public final class Given<S extends Enum<S> & Setting> {
    private final Class<S> settings;
    private final Map<S, Text> texts;

    private record Text(String text, String source) {}

    private Given(Class<S> settings) {
        this.settings = settings;
        this.texts = new EnumMap<>(settings);
    }

    /**
     * Gathers what was said.
     *
     * @param options what stood on the command line
     * @param file properties file; null: none
     */
    public static <S extends Enum<S> & Setting> Given<S> read(
            Class<S> settings, Map<S, String> options, Map<String, String> environment, @Nullable Path file) {
        Given<S> given = new Given<>(settings);
        if (file != null) {
            given.readFile(file);
        }
        for (S setting : settings.getEnumConstants()) {
            given.add(setting, environment.get(setting.variable()), setting.variable());
            given.add(setting, options.get(setting), setting.option());
        }
        return given;
    }

    private void add(S setting, @Nullable String text, String source) {
        if (text != null) {
            texts.put(setting, new Text(text.strip(), source));
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
            add(ofKey(file, key), lines.getProperty(key), file + ", key " + key);
        }
    }

    private S ofKey(Path file, String key) {
        S[] known = settings.getEnumConstants();
        return Arrays.stream(known)
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new Refused(
                        "unknown key '" + key + "' in " + file + "; known are "
                                + Arrays.stream(known).map(Setting::key).collect(Collectors.joining(", ")),
                        null));
    }

    /** What was said, without the space around it; empty: nothing. */
    public Optional<String> text(S setting) {
        return Optional.ofNullable(texts.get(setting)).map(Text::text);
    }

    /** What was said, read; an {@link IllegalArgumentException} of the reading becomes a refusal. */
    public <T> Optional<T> read(S setting, Function<String, T> parse) {
        Text given = texts.get(setting);
        if (given == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse.apply(given.text()));
        } catch (IllegalArgumentException e) {
            throw new Refused(given.source() + ": " + e.getMessage(), e);
        }
    }

    /** The same for what the program cannot do without. */
    public <T> T require(S setting, Function<String, T> parse) {
        return read(setting, parse)
                .orElseThrow(() -> new Refused(
                        setting.option() + " " + setting.valueName() + " is required; it can also be set as "
                                + setting.variable() + " or in the file of --config",
                        null));
    }
}
