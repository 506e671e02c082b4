package dev.scanctl.window;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * When something may be done: within one of the windows, if there are any, and within none of the blackouts.
 *
 * @param allowed none: at any time
 */
public record Hours(List<Window> allowed, List<Window> denied) {
    public static final Hours ALWAYS = new Hours(List.of(), List.of());

    private static final Duration STEP = Duration.ofMinutes(1);
    /** Two weeks and a day: a window of one day a week may fall into the hour that clocks leave out. */
    private static final int MOST_STEPS = 15 * 24 * 60;

    public Hours {
        allowed = List.copyOf(allowed);
        denied = List.copyOf(denied);
    }

    /**
     * From windows as {@link Window#parse} reads them.
     *
     * @param otherwise the zone where none is given
     * @throws IllegalArgumentException with a sentence, if one of them cannot be read
     */
    public static Hours parse(List<String> allowed, List<String> denied, ZoneId otherwise) {
        return new Hours(windows(allowed, otherwise), windows(denied, otherwise));
    }

    private static List<Window> windows(List<String> texts, ZoneId otherwise) {
        return texts.stream().map(text -> Window.parse(text, otherwise)).toList();
    }

    public boolean open(Instant moment) {
        return (allowed.isEmpty() || allowed.stream().anyMatch(window -> window.covers(moment)))
                && denied.stream().noneMatch(window -> window.covers(moment));
    }

    /** The first whole minute from then on that it is open; empty: not within two weeks. Looks minute by minute. */
    public Optional<Instant> nextOpen(Instant moment) {
        Instant at = moment.truncatedTo(ChronoUnit.MINUTES);
        for (int step = 0; step < MOST_STEPS; step++) {
            if (!at.isBefore(moment) && open(at)) {
                return Optional.of(at);
            }
            at = at.plus(STEP);
        }
        return Optional.empty();
    }
}
