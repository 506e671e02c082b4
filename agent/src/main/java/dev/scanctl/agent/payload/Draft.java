package dev.scanctl.agent.payload;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A payload being written, from its first byte to its last. */
final class Draft {
    /** Longest content whose length BER writes in one byte: X.690 section 8.1.3.4. */
    private static final int SHORT_FORM = 127;

    private static final int ONE_MORE_BYTE = 0x81;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Payload.Stamp> stamps = new ArrayList<>();

    /** Bytes as hexadecimal digits; blanks stand between them as one likes. */
    Draft hex(String digits) {
        bytes.writeBytes(HexFormat.of().parseHex(digits.replace(" ", "")));
        return this;
    }

    /** ASCII. */
    Draft text(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    Draft zeros(int count) {
        bytes.writeBytes(new byte[count]);
        return this;
    }

    /** The transaction id in binary. */
    Draft id(int width) {
        stamps.add(new Payload.Stamp(bytes.size(), width, false));
        return zeros(width);
    }

    /** The transaction id as hexadecimal digits. */
    Draft idText(int digits) {
        stamps.add(new Payload.Stamp(bytes.size(), digits, true));
        return text("0".repeat(digits));
    }

    /** A BER value around another draft of at most 255 bytes: tag, length, content. */
    Draft ber(int tag, Draft content) {
        int length = content.bytes.size();
        bytes.write(tag);
        if (length > SHORT_FORM) {
            bytes.write(ONE_MORE_BYTE);
        }
        bytes.write(length);
        content.stamps.forEach(stamp -> stamps.add(stamp.movedBy(bytes.size())));
        bytes.writeBytes(content.bytes.toByteArray());
        return this;
    }

    Draft berText(int tag, String text) {
        return ber(tag, new Draft().text(text));
    }

    /** A BER INTEGER of four bytes with an id in its lower three: positive and in its shortest form whatever the id is. */
    Draft berId() {
        return ber(0x02, new Draft().hex("40").id(3));
    }

    Payload as(String protocol, String source) {
        return new Payload(protocol, source, bytes.toByteArray(), stamps);
    }
}
