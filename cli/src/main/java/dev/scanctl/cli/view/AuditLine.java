package dev.scanctl.cli.view;

import dev.scanctl.wire.AuditChain;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A record of the audit log, as far as it can be read.
 *
 * @param at null: not to be read
 * @param event asked, read, refused or note
 */
public record AuditLine(
        long seq, @Nullable Instant at, String actor, String source, String call, String event, String what) {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** From a line of the log; one that is no record has the line itself as its text. */
    public static AuditLine of(String line) {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), AuditChain.json(line))) {
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.PROPERTY_NAME) {
                    String name = json.currentName();
                    json.nextToken();
                    fields.put(name, json.getText());
                }
            }
            return of(fields);
        } catch (JacksonException | NumberFormatException | DateTimeParseException e) {
            return new AuditLine(0, null, "", "", "", "", line);
        }
    }

    private static AuditLine of(Map<String, String> fields) {
        return new AuditLine(
                Long.parseLong(fields.getOrDefault("seq", "0")),
                Instant.parse(fields.getOrDefault("at", "")),
                fields.getOrDefault("actor", ""),
                fields.getOrDefault("source", ""),
                fields.getOrDefault("call", ""),
                fields.getOrDefault("event", ""),
                fields.getOrDefault("what", ""));
    }
}
