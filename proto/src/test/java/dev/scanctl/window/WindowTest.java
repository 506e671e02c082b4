package dev.scanctl.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        // A Thursday in winter time.
        "Mon-Fri 08:30-17:30 Europe/Berlin, 2026-11-26T07:29:59Z, false",
        "Mon-Fri 08:30-17:30 Europe/Berlin, 2026-11-26T07:30:00Z, true",
        "Mon-Fri 08:30-17:30 Europe/Berlin, 2026-11-26T16:29:59Z, true",
        "Mon-Fri 08:30-17:30 Europe/Berlin, 2026-11-26T16:30:00Z, false",
        "Mon-Fri 08:30-17:30 Europe/Berlin, 2026-11-28T10:00:00Z, false",
        // Over midnight: Friday's goes on into Saturday, Saturday has none of its own.
        "Fri 22:00-06:00 UTC, 2026-11-27T23:00:00Z, true",
        "Fri 22:00-06:00 UTC, 2026-11-28T05:59:00Z, true",
        "Fri 22:00-06:00 UTC, 2026-11-28T23:00:00Z, false",
        "Fri 22:00-06:00 UTC, 2026-11-27T05:00:00Z, false",
        "Sat-Mon 00:00-24:00 UTC, 2026-11-30T12:00:00Z, true",
        "Sat-Mon 00:00-24:00 UTC, 2026-12-01T00:00:00Z, false",
        "22:00-06:00, 2026-12-01T00:00:00Z, true",
        // Clocks are put forward from 02:00 to 03:00, and back from 03:00 to 02:00.
        "Sun 02:00-03:00 Europe/Berlin, 2026-03-29T01:00:00Z, false",
        "Sun 01:00-03:30 Europe/Berlin, 2026-03-29T01:20:00Z, true",
        "Sun 02:00-03:00 Europe/Berlin, 2026-10-25T00:30:00Z, true",
        "Sun 02:00-03:00 Europe/Berlin, 2026-10-25T01:30:00Z, true",
    })
    void whatClocksShowCounts(String text, Instant moment, boolean within) {
        assertThat(Window.parse(text, ZoneOffset.UTC).covers(moment)).isEqualTo(within);
    }

    /** A model that goes from each beginning minute by minute, by what the clock on the wall shows. */
    @Test
    void agreesWithClocksOnTheWall() {
        Random random = new Random(11);
        for (int i = 0; i < 300; i++) {
            int from = random.nextInt(24 * 60);
            int until = random.nextInt(24 * 60);
            DayOfWeek day = DayOfWeek.of(random.nextInt(1, 8));
            String text = "%.3s %02d:%02d-%02d:%02d Europe/Berlin".formatted(day, from / 60, from % 60, until / 60, until % 60);
            Window window = Window.parse(text, ZoneOffset.UTC);
            // Around both changes of the clocks, and elsewhere.
            Instant base = Instant.parse(List.of("2026-03-27T00:00:00Z", "2026-10-23T00:00:00Z", "2026-06-01T00:00:00Z").get(i % 3));
            for (int minute = 0; minute < 5 * 24 * 60; minute += 7) {
                Instant moment = base.plusSeconds(60L * minute);
                assertThat(window.covers(moment)).as("%s at %s", text, moment).isEqualTo(onTheWall(day, from, until, moment));
            }
        }
    }

    private static boolean onTheWall(DayOfWeek day, int from, int until, Instant moment) {
        ZonedDateTime shown = moment.atZone(BERLIN);
        int minute = shown.getHour() * 60 + shown.getMinute();
        int sinceDay = Math.floorMod(shown.getDayOfWeek().getValue() - day.getValue(), 7) * 24 * 60 + minute;
        int length = Math.floorMod(until - from - 1, 24 * 60) + 1;
        return sinceDay >= from && sinceDay < from + length;
    }

    @Test
    void theWholeDayIsWrittenAsPeopleWriteIt() {
        assertThat(Window.parse("00:00-24:00", BERLIN)).hasToString("daily 00:00-24:00 Europe/Berlin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Mon-Fri 08:30-17:30 Europe/Berlin", "Sat,Sun 00:00-24:00 UTC", "22:00-06:00 UTC"})
    void isReadAgainAsItIsWritten(String text) {
        Window window = Window.parse(text, ZoneOffset.UTC);

        assertThat(Window.parse(window.toString(), BERLIN)).isEqualTo(window);
    }

    @ParameterizedTest
    @CsvSource({
        "Mon 8-9, is no window",
        "Mun 08:00-09:00, is no day",
        "Mon 08:00-25:00, is no time of a day",
        "Mon 08:00-09:00 Nowhere/Town, is no time zone",
        "Mon-Tue-Wed 08:00-09:00, are no days",
    })
    void malformedOnesAreRefusedInASentence(String text, String sentence) {
        assertThatThrownBy(() -> Window.parse(text, ZoneOffset.UTC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void hoursAreWithinAWindowAndInNoBlackout() {
        Hours hours = new Hours(
                List.of(Window.parse("Mon-Fri 20:00-06:00 UTC", ZoneOffset.UTC)),
                List.of(Window.parse("daily 02:00-03:00 UTC", ZoneOffset.UTC)));
        Instant afternoon = Instant.parse("2026-11-26T15:00:30Z");

        assertThat(hours.open(afternoon)).isFalse();
        assertThat(hours.nextOpen(afternoon)).contains(Instant.parse("2026-11-26T20:00:00Z"));
        assertThat(hours.open(Instant.parse("2026-11-27T02:30:00Z"))).isFalse();
        assertThat(hours.nextOpen(Instant.parse("2026-11-27T02:30:00Z"))).contains(Instant.parse("2026-11-27T03:00:00Z"));
        assertThat(Hours.ALWAYS.open(afternoon)).isTrue();
    }

    /** A window within the hour that clocks leave out comes a week later. */
    @Test
    void hourThatIsLeftOutIsLookedBeyond() {
        Hours hours = new Hours(List.of(Window.parse("Sun 02:15-02:45 Europe/Berlin", BERLIN)), List.of());

        assertThat(hours.nextOpen(Instant.parse("2026-03-22T02:00:00Z"))).contains(Instant.parse("2026-04-05T00:15:00Z"));
        Hours never = new Hours(List.of(), List.of(Window.parse("00:00-24:00", BERLIN)));
        assertThat(never.nextOpen(Instant.parse("2026-03-22T02:00:00Z"))).isEqualTo(Optional.empty());
    }
}
