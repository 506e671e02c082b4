package dev.scanctl.cli.output;

import java.util.List;

/** Where rows of one kind go, in one format. Closing writes what is still held back. */
public interface Rows<T> extends AutoCloseable {

    void add(T row);

    @Override
    void close();

    /** Rows on standard output in the format asked for. */
    static <T> Rows<T> to(Console console, Format format, List<Column<T>> columns) {
        return switch (format) {
            case TABLE -> new TableRows<>(console, columns, false);
            case WIDE -> new TableRows<>(console, columns, true);
            case JSON -> new JsonRows<>(console, columns, false);
            case JSONL -> new JsonRows<>(console, columns, true);
            case CSV -> new CsvRows<>(console, columns);
            case XML -> throw new IllegalArgumentException("rows are not written as XML");
        };
    }
}
