package dev.scanctl.cli.output;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** RFC 4180 with a header. A text that a spreadsheet would run as a formula gets an apostrophe before it. */
final class CsvRows<T> implements Rows<T> {
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
        if (!text.isEmpty() && "=+-@\\|".indexOf(text.charAt(0)) >= 0) {
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
