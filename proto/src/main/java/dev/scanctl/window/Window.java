package dev.scanctl.window;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stretch of some days of each week by the clocks of a zone, such as {@code Mon-Fri 08:30-17:30 Europe/Berlin}. One whose
 * end is not after its beginning goes on into the next day. Where clocks are put forward or back, what they show counts.
 *
 * @param days on which it begins
 * @param from included
 * @param until not included; equal to {@code from}: 24 hours
 */
public record Window(Set<DayOfWeek> days, LocalTime from, LocalTime until, ZoneId zone) {
    private static final Pattern FORM = Pattern.compile(
            "(?:([A-Za-z]{3}(?:[-,][A-Za-z]{3})*|daily)\\s+)?(\\d{1,2}:\\d{2})-(\\d{1,2}:\\d{2})(?:\\s+(\\S+))?");

    public Window {
        days = Collections.unmodifiableSet(EnumSet.copyOf(days));
    }

    /**
     * From {@code DAYS HH:MM-HH:MM ZONE}; days are such as {@code Mon-Fri}, {@code Sat,Sun} or {@code daily}, also where none
     * are given.
     *
     * @param otherwise the zone where none is given
     * @throws IllegalArgumentException with a sentence
     */
    public static Window parse(String text, ZoneId otherwise) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no window such as 'Mon-Fri 08:30-17:30 Europe/Berlin' or '22:00-06:00'");
        }
        return new Window(
                days(form.group(1) == null ? "daily" : form.group(1)),
                time(form.group(2)),
                time(form.group(3)),
                form.group(4) == null ? otherwise : zone(form.group(4)));
    }

    private static Set<DayOfWeek> days(String text) {
        if (text.equals("daily")) {
            return EnumSet.allOf(DayOfWeek.class);
        }
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String part : text.split(",")) {
            String[] ends = part.split("-");
            if (ends.length > 2) {
                throw new IllegalArgumentException("'" + part + "' are no days such as Mon-Fri");
            }
            DayOfWeek last = day(ends[ends.length - 1]);
            for (DayOfWeek day = day(ends[0]); ; day = day.plus(1)) {
                days.add(day);
                if (day == last) {
                    break;
                }
            }
        }
        return days;
    }

    private static DayOfWeek day(String word) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().substring(0, 3).equalsIgnoreCase(word)) {
                return day;
            }
        }
        throw new IllegalArgumentException("'" + word + "' is no day: Mon, Tue, Wed, Thu, Fri, Sat, Sun");
    }

    private static LocalTime time(String text) {
        try {
            return text.equals("24:00") ? LocalTime.MIDNIGHT : LocalTime.parse(text.length() == 4 ? "0" + text : text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + text + "' is no time of a day, 00:00 to 24:00", e);
        }
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + text + "' is no time zone such as Europe/Berlin or UTC", e);
        }
    }

    /** Whether that moment is within it. */
    public boolean covers(Instant moment) {
        ZonedDateTime then = moment.atZone(zone);
        LocalTime time = then.toLocalTime();
        DayOfWeek today = then.getDayOfWeek();
        if (from.isBefore(until)) {
            return days.contains(today) && !time.isBefore(from) && time.isBefore(until);
        }
        return !time.isBefore(from) && days.contains(today)
                || time.isBefore(until) && days.contains(today.minus(1));
    }

    /** As it can be read again. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (DayOfWeek day : days) {
            String name = day.name().substring(0, 1) + day.name().substring(1, 3).toLowerCase(Locale.ROOT);
            text.append(text.isEmpty() ? "" : ",").append(name);
        }
        String end = until.equals(LocalTime.MIDNIGHT) ? "24:00" : until.toString();
        return (days.size() == 7 ? "daily" : text) + " " + from + "-" + end + " " + zone;
    }
}
