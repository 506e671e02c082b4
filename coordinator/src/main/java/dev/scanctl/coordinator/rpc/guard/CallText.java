package dev.scanctl.coordinator.rpc.guard;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** A request in words, as it goes on record: {@code id=12 name=walls}. Fields marked {@code debug_redact} are left out. */
final class CallText {
    /** Of a list, so many are told. */
    private static final int TOLD = 8;
    /** Bytes beyond are only counted: an address has sixteen. */
    private static final int SHORT_BYTES = 16;

    private CallText() {}

    static String of(Object request) {
        return request instanceof Message message ? fields(message) : "";
    }

    private static String fields(Message message) {
        return message.getAllFields().entrySet().stream()
                .map(field -> field.getKey().getName() + "=" + field(field.getKey(), field.getValue()))
                .collect(Collectors.joining(" "));
    }

    private static String field(FieldDescriptor field, Object value) {
        if (field.getOptions().getDebugRedact()) {
            return "(not told)";
        }
        return value instanceof List<?> list ? list(list) : one(value);
    }

    private static String list(List<?> values) {
        String told = values.stream().limit(TOLD).map(CallText::one).collect(Collectors.joining(","));
        return values.size() <= TOLD ? told : told + ",... (" + values.size() + ")";
    }

    private static String one(Object value) {
        return switch (value) {
            case Message message -> "{" + fields(message) + "}";
            case ByteString bytes when bytes.size() > SHORT_BYTES -> "(" + bytes.size() + " bytes)";
            case ByteString bytes -> HexFormat.of().formatHex(bytes.toByteArray());
            default -> value.toString();
        };
    }
}
