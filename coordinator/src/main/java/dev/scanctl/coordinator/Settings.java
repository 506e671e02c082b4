package dev.scanctl.coordinator;

import dev.scanctl.coordinator.audit.HeadKeeper;
import dev.scanctl.coordinator.lease.LeaseTimes;
import dev.scanctl.program.Given;
import dev.scanctl.program.Refused;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads every {@link Setting} into a {@link CoordinatorConfig}, in one place. */
final class Settings {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private final Given<Setting> given;
    private final Map<String, String> environment;

    Settings(Given<Setting> given, Map<String, String> environment) {
        this.given = given;
        this.environment = environment;
    }

    CoordinatorConfig config() {
        CoordinatorConfig config = new CoordinatorConfig(data(), List.of(), leases(), Clock.systemUTC(), auditHead());
        if (!text(Setting.LISTEN).equals("none")) {
            for (String place : text(Setting.LISTEN).split(",", -1)) {
                config = config.listeningOn(read(Setting.LISTEN, _ -> ListenOn.Tcp.parse(place.strip())));
            }
        }
        if (!text(Setting.SOCKET).isEmpty()) {
            config = config.listeningOn(read(Setting.SOCKET, path -> new ListenOn.UnixSocket(Path.of(path))));
        }
        if (config.listeners().isEmpty()) {
            throw new Refused("there is nothing to listen on: give --listen HOST:PORT or --socket PATH", null);
        }
        return config;
    }

    private Path data() {
        if (!text(Setting.DATA).isEmpty()) {
            return read(Setting.DATA, Path::of);
        }
        return defaultData(environment);
    }

    static Path defaultData(Map<String, String> environment) {
        String base = environment.getOrDefault("XDG_DATA_HOME", "");
        Path shared = base.isEmpty() ? Path.of(System.getProperty("user.home"), ".local", "share") : Path.of(base);
        return shared.resolve("scanctl").resolve("coordinator");
    }

    private String auditHead() {
        return read(Setting.AUDIT_HEAD, place -> {
            if (!place.isEmpty()) {
                HeadKeeper.to(place, Clock.systemUTC());
            }
            return place;
        });
    }

    private LeaseTimes leases() {
        Duration ttl = read(Setting.LEASE_TTL, Settings::ttl);
        Duration heartbeat = read(Setting.HEARTBEAT, Settings::duration);
        Duration detached = read(Setting.DETACHED, Settings::duration);
        Duration standard = LeaseTimes.STANDARD.reattach();
        Duration reattach = standard.compareTo(ttl) < 0 ? standard : ttl;
        try {
            return new LeaseTimes(ttl, heartbeat, detached, LeaseTimes.STANDARD.expiryGrace(), reattach);
        } catch (IllegalArgumentException e) {
            throw new Refused("--lease-ttl, --heartbeat and --detached do not go together: " + e.getMessage(), e);
        }
    }

    private static Duration ttl(String text) {
        Duration ttl = duration(text);
        if (ttl.compareTo(Duration.ofSeconds(2)) < 0 || ttl.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("lease-ttl must be within 2s to 1h");
        }
        return ttl;
    }

    private static Duration duration(String text) {
        Matcher m = DURATION.matcher(text.toLowerCase(Locale.ROOT));
        if (!m.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a duration such as 20s or 500ms");
        }
        long n = Long.parseLong(m.group(1));
        return switch (m.group(2)) {
            case "ms" -> Duration.ofMillis(n);
            case "s" -> Duration.ofSeconds(n);
            case "m" -> Duration.ofMinutes(n);
            default -> Duration.ofHours(n);
        };
    }

    private String text(Setting setting) {
        return given.text(setting).orElse(setting.fallback());
    }

    private <T> T read(Setting setting, Function<String, T> parse) {
        return given.read(setting, parse).orElseGet(() -> parse.apply(setting.fallback()));
    }
}
