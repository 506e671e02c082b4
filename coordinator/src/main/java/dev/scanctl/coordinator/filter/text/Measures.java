package dev.scanctl.coordinator.filter.text;

import dev.scanctl.coordinator.filter.Span;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads comparisons of times and of round trips. A length of time stands for how long ago it was; dates are UTC. */
final class Measures {
    private static final Pattern COMPARED = Pattern.compile("(<=|>=|<|>|)(.*)");
    private static final Pattern LENGTH = Pattern.compile("([0-9]{1,6})(s|m|h|d|w)");
    private static final Pattern ROUND_TRIP = Pattern.compile("([0-9]{1,7})(?:[.]([0-9]{1,3}))?(us|ms|s)");
    private static final String SEEN = "seen: wants a length such as <7d or >30d, a date such as 2026-09-01, or two of a kind"
            + " such as 7d..30d";
    private static final String RTT = "rtt: wants a comparison such as <5ms or >=100us, or a range such as 1ms..20ms";

    private final long nowMs;

    Measures(long nowMs) {
        this.nowMs = nowMs;
    }

    /** Milliseconds since 1970. */
    Span seen(Token value) {
        String text = value.unquoted();
        int dots = text.indexOf("..");
        if (dots >= 0) {
            Span one = moment(value, text.substring(0, dots));
            Span other = moment(value, text.substring(dots + 2));
            return new Span(Math.min(one.first(), other.first()), Math.max(one.last(), other.last()));
        }
        Matcher compared = compared(text);
        Span moment = moment(value, compared.group(2));
        boolean length = LENGTH.matcher(compared.group(2)).matches();
        return switch (compared.group(1)) {
            // Longer ago is earlier.
            case ">" -> length ? Span.of("<", moment.first()) : Span.of(">", moment.last());
            case ">=" -> length ? Span.of("<=", moment.first()) : Span.of(">=", moment.first());
            case "<" -> length ? Span.of(">", moment.first()) : Span.of("<", moment.first());
            case "<=" -> length ? Span.of(">=", moment.first()) : Span.of("<=", moment.last());
            default -> length ? Span.of(">=", moment.first()) : moment;
        };
    }

    private static Matcher compared(String text) {
        Matcher compared = COMPARED.matcher(text);
        if (!compared.matches()) {
            throw new IllegalStateException("everything matches: " + text);
        }
        return compared;
    }

    /** A moment that many seconds ago, a day, or a moment with its offset. */
    private Span moment(Token value, String text) {
        Matcher length = LENGTH.matcher(text);
        if (length.matches()) {
            long ms = nowMs - unit(length.group(2)).toMillis() * Long.parseLong(length.group(1));
            return new Span(ms, ms);
        }
        try {
            if (text.indexOf('T') < 0) {
                LocalDate day = LocalDate.parse(text);
                return new Span(startOf(day), startOf(day.plusDays(1)) - 1);
            }
            long ms = OffsetDateTime.parse(text).toInstant().toEpochMilli();
            return new Span(ms, ms);
        } catch (DateTimeException | ArithmeticException e) {
            throw value.refuse(SEEN);
        }
    }

    private static long startOf(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }

    private static Duration unit(String letter) {
        return switch (letter) {
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            case "w" -> Duration.ofDays(7);
            default -> Duration.ofDays(1);
        };
    }

    /** Microseconds. */
    Span rtt(Token value) {
        String text = value.unquoted();
        int dots = text.indexOf("..");
        if (dots >= 0) {
            return new Span(micros(value, text.substring(0, dots)), micros(value, text.substring(dots + 2)));
        }
        Matcher compared = compared(text);
        long micros = micros(value, compared.group(2));
        if (compared.group(1).isEmpty()) {
            throw value.refuse(RTT);
        }
        return Span.of(compared.group(1), micros);
    }

    private static long micros(Token value, String text) {
        Matcher trip = ROUND_TRIP.matcher(text);
        if (!trip.matches()) {
            throw value.refuse(RTT);
        }
        long unit = switch (trip.group(3)) {
            case "us" -> 1;
            case "ms" -> 1_000;
            default -> 1_000_000;
        };
        String fraction = trip.group(2) == null ? "0" : trip.group(2);
        return Long.parseLong(trip.group(1)) * unit
                + Math.round(unit * Long.parseLong(fraction) / Math.pow(10, fraction.length()));
    }
}
