package dev.scanctl.coordinator.history;

import java.io.ByteArrayOutputStream;

/** Writes LEB128 numbers. */
final class VarintWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

    /** A number that is not negative. */
    void write(long value) {
        long rest = value;
        while (rest >>> 7 != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /** Any number, small ones of both signs in few bytes. */
    void writeSigned(long value) {
        write(value << 1 ^ value >> 63);
    }

    byte[] toBytes() {
        return out.toByteArray();
    }
}
