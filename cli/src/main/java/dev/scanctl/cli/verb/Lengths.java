package dev.scanctl.cli.verb;

import dev.scanctl.cli.exit.Failure;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths and points of time as operators type them. */
public final class Lengths {
    private static final Pattern PART = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d|)");

    private Lengths() {}

    /** "250ms", "90" (seconds), "5m", "1h30m", "7d"; above zero. */
    public static Duration parse(String option, String text) {
        Matcher part = PART.matcher(text);
        Duration length = Duration.ZERO;
        int at = 0;
        while (at < text.length() && part.find(at) && part.start() == at) {
            length = length.plus(of(Long.parseLong(part.group(1)), part.group(2)));
            at = part.end();
        }
        if (at < text.length() || length.isZero()) {
            throw Failure.usage(option + " wants a length of time such as 90s, 5m, 1h30m or 7d, not '" + text + "'");
        }
        return length;
    }

    private static Duration of(long number, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofSeconds(number);
        };
    }

    /** A point in the past: a length before now, or an ISO date or time, local where it names no offset. */
    public static Instant since(String option, String text, Instant now, ZoneId zone) {
        if (!text.contains("-")) {
            return now.minus(parse(option, text));
        }
        try {
            if (!text.contains("T")) {
                return LocalDate.parse(text).atStartOfDay(zone).toInstant();
            }
            boolean offset = text.matches(".*(Z|[+-][0-9]{2}(:?[0-9]{2})?)");
            return offset && text.indexOf('T') < Math.max(text.lastIndexOf('Z'), lastSign(text))
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            throw Failure.usage(option + " wants a length such as 7d, a date such as 2026-11-22 or a time such as "
                    + "2026-11-22T14:00:00Z, not '" + text + "'");
        }
    }

    private static int lastSign(String text) {
        return Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
    }
}
