package dev.scanctl.cli.output;

import java.util.List;
import tools.jackson.core.JsonGenerator;

/** One JSON array of objects, or one object a line. */
final class JsonRows<T> implements Rows<T> {
    private final List<Column<T>> columns;
    private final JsonGenerator json;
    private final boolean lines;
    private final Console console;

    JsonRows(Console console, List<Column<T>> columns, boolean lines) {
        this.console = console;
        this.columns = columns.stream().filter(Column::inMachineFormats).toList();
        this.lines = lines;
        this.json = Json.generator(console, lines);
        if (!lines) {
            json.writeStartArray();
        }
    }

    @Override
    public void add(T row) {
        Json.object(json, columns, row);
        if (lines) {
            json.flush();
        }
    }

    @Override
    public void close() {
        if (!lines) {
            json.writeEndArray();
        }
        json.close();
        console.endJson();
    }
}
