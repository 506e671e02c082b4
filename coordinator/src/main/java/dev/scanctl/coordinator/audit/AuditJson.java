package dev.scanctl.coordinator.audit;

import java.io.StringWriter;
import java.time.Instant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** A record as one line of JSON, its number first. */
final class AuditJson {
    /** Beyond ASCII all is escaped: a name cannot look like another record, nor turn the line around. */
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private AuditJson() {}

    static String of(long seq, long atMs, AuditEntry entry) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeNumberProperty("seq", seq);
            json.writeStringProperty("at", Instant.ofEpochMilli(atMs).toString());
            json.writeStringProperty("actor", entry.actor());
            json.writeStringProperty("source", entry.source());
            json.writeStringProperty("call", entry.call());
            json.writeStringProperty("event", entry.event().word());
            json.writeStringProperty("what", entry.what());
            json.writeEndObject();
        }
        return text.toString();
    }
}
