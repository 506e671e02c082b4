package dev.scanctl.coordinator.plan;

import java.io.ByteArrayOutputStream;

/** Puts numbers into bytes that grow. Used by one thread. */
final class PlanWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    void octet(int value) {
        out.write(value);
    }

    void octets(byte[] bytes) {
        out.writeBytes(bytes);
    }

    /** Eight bytes, highest first. */
    void fixed(long value) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
    }

    /** LEB128; {@code value} is not negative. */
    void varint(long value) {
        long rest = value;
        while (rest >= 0x80) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
