package dev.scanctl.cli.output;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One field of a kind of row, in all formats.
 *
 * @param key stable name in JSON and CSV, in snake case; empty: tables only
 * @param heading column heading; empty: machine formats only
 * @param place in which tables it stands
 * @param value a String, Long, Boolean, Instant, List of String, or null for nothing
 */
public record Column<T>(String key, String heading, Place place, Function<T, @Nullable Object> value) {

    /** In which tables a column stands, and whether it may be cut to keep the table within its width. */
    public enum Place {
        /** In both tables, whole. */
        ALWAYS,
        /** In both tables; cut first when the table is too broad. */
        ELASTIC,
        /** In the wide table only. */
        WIDE,
        /** In the narrow table only. */
        NARROW,
        /** In machine formats only. */
        NONE
    }

    public static <T> Column<T> always(String key, String heading, Function<T, @Nullable Object> value) {
        return new Column<>(key, heading, Place.ALWAYS, value);
    }

    public static <T> Column<T> elastic(String key, String heading, Function<T, @Nullable Object> value) {
        return new Column<>(key, heading, Place.ELASTIC, value);
    }

    public static <T> Column<T> wide(String key, String heading, Function<T, @Nullable Object> value) {
        return new Column<>(key, heading, Place.WIDE, value);
    }

    public static <T> Column<T> machine(String key, Function<T, @Nullable Object> value) {
        return new Column<>(key, "", Place.NONE, value);
    }

    /** A column of tables whose value has another shape in machine formats. */
    public static <T> Column<T> shown(String heading, Function<T, @Nullable Object> value) {
        return new Column<>("", heading, Place.ALWAYS, value);
    }

    boolean inTable(boolean isWide) {
        return switch (place) {
            case ALWAYS, ELASTIC -> true;
            case WIDE -> isWide;
            case NARROW -> !isWide;
            case NONE -> false;
        };
    }

    boolean inMachineFormats() {
        return !key.isEmpty();
    }
}
