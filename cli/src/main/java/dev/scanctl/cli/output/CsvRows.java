package dev.scanctl.cli.output;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** RFC 4180 with a header. A text that a spreadsheet would run as a formula gets an apostrophe before it. */
final class CsvRows<T> implements Rows<T> {
    /** What a formula begins with, in half and in full width; a backslash begins what stands for a control character. */
    private static final String BEGINNINGS = "=+-@\\|\uff1d\uff0b\uff0d\uff20";

    private final Console console;
    private final List<Column<T>> columns;

    CsvRows(Console console, List<Column<T>> columns) {
        this.console = console;
        this.columns = columns.stream().filter(Column::inMachineFormats).toList();
        console.data(this.columns.stream().map(Column::key).collect(Collectors.joining(",")) + "\r\n");
    }

    @Override
    public void add(T row) {
        console.data(columns.stream().map(c -> cell(c.value().apply(row))).collect(Collectors.joining(",")) + "\r\n");
    }

    private static String cell(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Long number -> number.toString();
            case Boolean yes -> yes.toString();
            case Instant time -> Words.utc(time);
            case List<?> list -> quoted(list.stream().map(String::valueOf).collect(Collectors.joining(" ")));
            default -> quoted(value.toString());
        };
    }

    private static String quoted(String raw) {
        String text = SafeText.of(raw);
        // Some spreadsheets pass over blanks before they look.
        String begun = text.strip();
        if (!begun.isEmpty() && BEGINNINGS.indexOf(begun.charAt(0)) >= 0) {
            text = "'" + text;
        }
        boolean special = text.chars().anyMatch(c -> c == ',' || c == '"' || c == ';') || !text.equals(text.strip());
        return special ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    @Override
    public void close() {
        console.flush();
    }
}
