package dev.scanctl.cli.output;

import com.google.protobuf.ByteString;
import dev.scanctl.proto.v1.AddressRange;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.PortState;
import dev.scanctl.proto.v1.Protocol;
import dev.scanctl.proto.v1.Reason;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.wire.Address;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Values of the contract as words. A number this version does not know is shown as it is, never dropped. */
public final class Shown {
    private Shown() {}

    public static String state(ScanState state) {
        return switch (state) {
            case SCAN_STATE_RUNNING -> "running";
            case SCAN_STATE_PAUSED -> "paused";
            case SCAN_STATE_COMPLETED -> "completed";
            case SCAN_STATE_COMPLETED_WITH_GAPS -> "gaps";
            case SCAN_STATE_CANCELLED -> "cancelled";
            case SCAN_STATE_UNSPECIFIED, UNRECOGNIZED -> "?";
        };
    }

    public static String state(PortState state) {
        return state == PortState.UNRECOGNIZED || state == PortState.PORT_STATE_UNSPECIFIED
                ? "?"
                : dev.scanctl.wire.PortState.of(state.getNumber()).label();
    }

    public static String reason(Reason reason) {
        return reason == Reason.UNRECOGNIZED || reason == Reason.REASON_UNSPECIFIED
                ? "?"
                : dev.scanctl.wire.Reason.of(reason.getNumber()).label();
    }

    /** What a reason means, for people. */
    public static String sentence(Reason reason) {
        return reason == Reason.UNRECOGNIZED || reason == Reason.REASON_UNSPECIFIED
                ? "The reason is not known to this version of scanctl."
                : dev.scanctl.wire.Reason.of(reason.getNumber()).sentence();
    }

    public static String method(Method method) {
        return method == Method.UNRECOGNIZED || method == Method.METHOD_UNSPECIFIED
                ? "?"
                : dev.scanctl.wire.Method.of(method.getNumber()).label();
    }

    public static String protocol(Protocol protocol) {
        return protocol == Protocol.UNRECOGNIZED || protocol == Protocol.PROTOCOL_UNSPECIFIED
                ? "?"
                : dev.scanctl.wire.Protocol.of(protocol.getNumber()).label();
    }

    public static String address(ByteString bytes) {
        return bytes.size() == 4 || bytes.size() == 16 ? Address.of(bytes.toByteArray()).toString() : "?";
    }

    /** A link-local address with its zone, in the form in which it is typed. */
    public static String address(ByteString bytes, String zone) {
        return zone.isEmpty() ? address(bytes) : address(bytes) + "%" + zone;
    }

    /** So many addresses from one on. */
    public static String addresses(ByteString first, int count) {
        String from = address(first);
        return count <= 1 || from.equals("?") ? from : from + "-" + Address.parse(from).plus(count - 1L);
    }

    public static String range(AddressRange range) {
        String first = address(range.getFirst());
        return range.getFirst().equals(range.getLast()) ? first : first + "-" + address(range.getLast());
    }

    /** Ports with their protocol: "443/tcp", "1-1024/tcp". */
    public static String ports(int first, int last, Protocol protocol) {
        return (first == last ? "" + first : first + "-" + last) + "/" + protocol(protocol);
    }

    public static @Nullable Instant time(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }

    /** Null where zero means that there is nothing to tell. */
    public static @Nullable Long nonZero(long number) {
        return number == 0 ? null : (Long) number;
    }

    public static @Nullable String nonEmpty(String text) {
        return text.isEmpty() ? null : text;
    }
}
