package dev.scanctl.cli.output;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** How values become JSON: snake-case keys, UTC times, all control characters and everything beyond ASCII escaped. */
public final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .rootValueSeparator("\n")
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .characterEscapes(new ControlEscapes())
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .build();

    private Json() {}

    /** DEL, which JSON allows as it is, is escaped as other control characters are. */
    private static final class ControlEscapes extends CharacterEscapes {
        private static final long serialVersionUID = 1;
        private static final int DEL = 0x7f;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = standardAsciiEscapesForJSON();
            codes[DEL] = ESCAPE_STANDARD;
            return codes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int c) {
            return null;
        }
    }

    /** A generator onto standard output. */
    public static JsonGenerator generator(Console console, boolean lines) {
        ObjectWriteContext context = ObjectWriteContext.empty();
        return FACTORY.createGenerator(context, console.dataStream(lines));
    }

    public static <T> void object(JsonGenerator json, List<Column<T>> columns, T row) {
        json.writeStartObject();
        fields(json, columns, row);
        json.writeEndObject();
    }

    public static <T> void fields(JsonGenerator json, List<Column<T>> columns, T row) {
        for (Column<T> column : columns) {
            if (column.inMachineFormats()) {
                json.writeName(column.key());
                value(json, column.value().apply(row));
            }
        }
    }

    private static void value(JsonGenerator json, @Nullable Object value) {
        switch (value) {
            case null -> json.writeNull();
            case Long number -> json.writeNumber(number);
            case Boolean yes -> json.writeBoolean(yes);
            case Instant time -> json.writeString(Words.utc(time));
            case List<?> list -> {
                json.writeStartArray();
                list.forEach(each -> json.writeString(String.valueOf(each)));
                json.writeEndArray();
            }
            default -> json.writeString(value.toString());
        }
    }
}
