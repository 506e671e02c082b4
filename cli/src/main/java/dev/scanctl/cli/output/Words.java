package dev.scanctl.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Numbers, times and durations as people read them. */
public final class Words {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm", Locale.ROOT);
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT);

    private Words() {}

    /** With thousands set apart. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A count with its word: "1 port", "2,000 ports". */
    public static String count(long number, String one) {
        return count(number) + " " + one + (number == 1 ? "" : "s");
    }

    /** Done of total in percent, rounded down so that 100 % means all and 0 % nothing at all; "-" of nothing. */
    public static String percent(long done, long total) {
        if (total == 0) {
            return "-";
        }
        if (done >= total) {
            return "100%";
        }
        long percent = (long) (100.0 * done / total);
        return percent == 0 && done > 0 ? "<1%" : percent + "%";
    }

    /** Two leading units: "3.2 s", "4 min 10 s", "2 h 5 min", "3 d 4 h". */
    public static String duration(Duration length) {
        long millis = length.toMillis();
        if (millis < 10_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        long seconds = (millis + 500) / 1000;
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return pair(seconds, 60, "min", 1, "s");
        }
        return seconds < 86_400 ? pair(seconds, 3_600, "h", 60, "min") : pair(seconds, 86_400, "d", 3_600, "h");
    }

    private static String pair(long seconds, long large, String largeName, long small, String smallName) {
        long rest = seconds % large / small;
        return seconds / large + " " + largeName + (rest == 0 ? "" : " " + rest + " " + smallName);
    }

    /** Local time to the minute, for narrow tables. */
    public static String localMinute(Instant time, ZoneId zone) {
        return MINUTE.format(time.atZone(zone));
    }

    /** Local time to the second. */
    public static String localSecond(Instant time, ZoneId zone) {
        return SECOND.format(time.atZone(zone));
    }

    /** UTC to the millisecond, the form of machine formats. */
    static String utc(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
