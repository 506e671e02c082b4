package dev.scanctl.coordinator;

import dev.scanctl.coordinator.lease.LeaseTimes;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of every {@link Setting} and where it came from: the command line over the environment over the file over
 * the default. Turned into a {@link CoordinatorConfig} in one place, so that each refusal names its source.
 */
final class Settings {
    /** The operator wrote something that cannot be; the message is one sentence. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String sentence, @Nullable Throwable cause) {
            super(sentence, cause);
        }
    }

    private record Given(String text, String source) {}

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private final Map<Setting, Given> given = new EnumMap<>(Setting.class);

    private Settings() {}

    /**
     * @param options what stood on the command line
     * @param file properties file; null: none
     */
    static Settings read(Map<Setting, String> options, Map<String, String> environment, @Nullable Path file) {
        Settings settings = new Settings();
        if (file != null) {
            settings.readFile(file);
        }
        for (Setting setting : Setting.values()) {
            String variable = environment.get(setting.variable());
            if (variable != null) {
                settings.given.put(setting, new Given(variable, setting.variable()));
            }
            String option = options.get(setting);
            if (option != null) {
                settings.given.put(setting, new Given(option, setting.option()));
            }
        }
        return settings;
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
            given.put(setting, new Given(lines.getProperty(key).strip(), file + ", key " + key));
        }
    }

    private static Refused unknownKey(Path file, String key) {
        List<String> known = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            known.add(setting.key());
        }
        return new Refused("unknown key '" + key + "' in " + file + "; known are " + String.join(", ", known), null);
    }

    CoordinatorConfig config(Map<String, String> environment) {
        CoordinatorConfig config = new CoordinatorConfig(
                data(environment), List.of(), checked(Setting.LEASE_TTL, this::leases), Clock.systemUTC());
        if (!text(Setting.LISTEN).equals("none")) {
            for (String place : text(Setting.LISTEN).split(",", -1)) {
                config = config.listeningOn(checked(Setting.LISTEN, () -> ListenOn.Tcp.parse(place.strip())));
            }
        }
        if (!text(Setting.SOCKET).isEmpty()) {
            config = config.listeningOn(
                    checked(Setting.SOCKET, () -> new ListenOn.UnixSocket(Path.of(text(Setting.SOCKET)))));
        }
        if (config.listeners().isEmpty()) {
            throw new Refused("there is nothing to listen on: give --listen HOST:PORT or --socket PATH", null);
        }
        return config;
    }

    private Path data(Map<String, String> environment) {
        if (!text(Setting.DATA).isEmpty()) {
            return checked(Setting.DATA, () -> Path.of(text(Setting.DATA)));
        }
        String base = environment.getOrDefault("XDG_DATA_HOME", "");
        Path shared = base.isEmpty() ? Path.of(System.getProperty("user.home"), ".local", "share") : Path.of(base);
        return shared.resolve("scanctl").resolve("coordinator");
    }

    private LeaseTimes leases() {
        Duration ttl = duration(Setting.LEASE_TTL);
        if (ttl.compareTo(Duration.ofSeconds(2)) < 0 || ttl.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("lease-ttl must be within 2s to 1h");
        }
        Duration standard = LeaseTimes.STANDARD.reattach();
        Duration reattach = standard.compareTo(ttl) < 0 ? standard : ttl;
        return new LeaseTimes(
                ttl,
                duration(Setting.HEARTBEAT),
                duration(Setting.DETACHED),
                LeaseTimes.STANDARD.expiryGrace(),
                reattach);
    }

    private Duration duration(Setting setting) {
        return checked(setting, () -> {
            Matcher m = DURATION.matcher(text(setting).toLowerCase(Locale.ROOT));
            if (!m.matches()) {
                throw new IllegalArgumentException("'" + text(setting) + "' is not a duration such as 20s or 500ms");
            }
            long n = Long.parseLong(m.group(1));
            return switch (m.group(2)) {
                case "ms" -> Duration.ofMillis(n);
                case "s" -> Duration.ofSeconds(n);
                case "m" -> Duration.ofMinutes(n);
                default -> Duration.ofHours(n);
            };
        });
    }

    private String text(Setting setting) {
        Given text = given.get(setting);
        return text == null ? setting.fallback() : text.text();
    }

    private <T> T checked(Setting setting, Callable<T> read) {
        try {
            return read.call();
        } catch (Refused e) {
            throw e;
        } catch (Exception e) {
            Given text = given.get(setting);
            String source = text == null ? "default of " + setting.option() : text.source();
            throw new Refused(source + ": " + e.getMessage(), e);
        }
    }
}
