package dev.scanctl.cli.output;

import java.util.List;
import tools.jackson.core.JsonGenerator;

/** A single thing in a machine format: one object rather than an array of one. */
public final class One {
    private One() {}

    public static <T> void print(Console console, Format format, List<Column<T>> columns, T thing) {
        if (format == Format.CSV) {
            try (Rows<T> rows = Rows.to(console, format, columns)) {
                rows.add(thing);
            }
            return;
        }
        try (JsonGenerator json = Json.generator(console, false)) {
            Json.object(json, columns, thing);
        }
        console.endJson();
    }
}
