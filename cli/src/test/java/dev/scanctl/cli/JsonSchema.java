package dev.scanctl.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of JSON Schema that the published schemas use; another word in them is an error. Every key of a value must be
 * among the properties: the schema may let programs meet new ones, but ours must list them.
 */
final class JsonSchema {
    private static final Set<String> WORDS = Set.of(
            "$schema", "$defs", "$ref", "title", "description", "oneOf", "type", "properties", "required", "items", "enum", "minimum",
            "maximum", "pattern");

    private final Map<?, ?> root;

    private JsonSchema(Map<?, ?> root) {
        this.root = root;
    }

    static JsonSchema read(Path file) throws IOException {
        return new JsonSchema((Map<?, ?>) Objects.requireNonNull(JsonValue.of(Files.readString(file))));
    }

    /** What is wrong with it, each with its place; empty: nothing. */
    List<String> errors(String json) {
        return errors(root, JsonValue.of(json), "$");
    }

    private List<String> errors(Map<?, ?> schema, @Nullable Object value, String at) {
        List<String> errors = new ArrayList<>();
        for (Map.Entry<?, ?> word : schema.entrySet()) {
            Object rule = Objects.requireNonNull(word.getValue());
            switch ((String) word.getKey()) {
                case "$ref" -> errors.addAll(errors(definition((String) rule), value, at));
                case "oneOf" -> {
                    List<List<String>> each = ((List<?>) rule).stream().map(one -> errors((Map<?, ?>) one, value, at)).toList();
                    if (each.stream().filter(List::isEmpty).count() != 1) {
                        errors.add(at + " is not one of: " + each);
                    }
                }
                case "type" -> {
                    List<?> types = rule instanceof List<?> list ? list : List.of(rule);
                    check(errors, types.contains(type(value)), at + " is a " + type(value) + ", not " + types);
                }
                case "enum" -> check(errors, ((List<?>) rule).contains(value), at + " is " + value + ", not of " + rule);
                case "minimum" -> check(errors, !(value instanceof Long n) || n >= (Long) rule, at + " is below " + rule);
                case "maximum" -> check(errors, !(value instanceof Long n) || n <= (Long) rule, at + " is above " + rule);
                case "pattern" -> check(errors, !(value instanceof String s) || Pattern.compile((String) rule).matcher(s).find(),
                        at + " is " + value + ", not like " + rule);
                case "items" -> {
                    if (value instanceof List<?> list) {
                        for (int i = 0; i < list.size(); i++) {
                            errors.addAll(errors((Map<?, ?>) rule, list.get(i), at + "[" + i + "]"));
                        }
                    }
                }
                case "required" -> {
                    if (value instanceof Map<?, ?> object) {
                        ((List<?>) rule).forEach(key -> check(errors, object.containsKey(key), at + " lacks " + key));
                    }
                }
                case "properties" -> {
                    if (value instanceof Map<?, ?> object) {
                        object.forEach((key, each) -> properties(errors, (Map<?, ?>) rule, key, each, at));
                    }
                }
                default -> check(errors, WORDS.contains(word.getKey()), "the schema uses " + word.getKey());
            }
        }
        return errors;
    }

    private void properties(List<String> errors, Map<?, ?> properties, Object key, @Nullable Object value, String at) {
        if (properties.get(key) instanceof Map<?, ?> schema) {
            errors.addAll(errors(schema, value, at + "." + key));
        } else {
            errors.add(at + " has " + key + ", which the schema does not list");
        }
    }

    private Map<?, ?> definition(String pointer) {
        Map<?, ?> at = root;
        for (String step : pointer.substring(2).split("/")) {
            at = (Map<?, ?>) Objects.requireNonNull(at.get(step));
        }
        return at;
    }

    private static void check(List<String> errors, boolean right, String error) {
        if (!right) {
            errors.add(error);
        }
    }

    private static String type(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String _ -> "string";
            case Long _ -> "integer";
            case Boolean _ -> "boolean";
            case List<?> _ -> "array";
            case Map<?, ?> _ -> "object";
            default -> "number";
        };
    }
}
