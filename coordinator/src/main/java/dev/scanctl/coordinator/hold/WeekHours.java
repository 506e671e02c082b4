package dev.scanctl.coordinator.hold;

import dev.scanctl.window.Hours;
import dev.scanctl.window.Window;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** When hours that are closed open again, looked for once. Owned by the lease desk's thread. */
final class WeekHours {
    private static final DateTimeFormatter SHOWN = DateTimeFormatter.ofPattern("EEE uuuu-MM-dd HH:mm", Locale.ROOT);

    private final InstantSource clock;
    private final Map<Hours, Optional<Instant>> opening = new HashMap<>();

    WeekHours(InstantSource clock) {
        this.clock = clock;
    }

    /** When they open again, in words; empty: they are open. */
    Optional<String> closed(Hours hours) {
        Instant now = clock.instant();
        if (hours.open(now)) {
            opening.remove(hours);
            return Optional.empty();
        }
        // Looked for anew once the time has come: clocks may have been set.
        Optional<Instant> known = opening.get(hours);
        if (known == null || known.isPresent() && !now.isBefore(known.get())) {
            known = hours.nextOpen(now);
            opening.put(hours, known);
        }
        ZoneId zone = zone(hours);
        return Optional.of(known.map(at -> "until " + SHOWN.format(at.atZone(zone)) + " " + zone)
                .orElse("for the next two weeks at least"));
    }

    private static ZoneId zone(Hours hours) {
        return Stream.concat(hours.allowed().stream(), hours.denied().stream())
                .map(Window::zone)
                .findFirst()
                .orElse(ZoneOffset.UTC);
    }
}
