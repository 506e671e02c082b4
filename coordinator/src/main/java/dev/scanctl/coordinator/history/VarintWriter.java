package dev.scanctl.coordinator.history;

import java.util.Arrays;

/** Writes LEB128 numbers, into an array of its own: ByteArrayOutputStream takes a lock for each byte. */
final class VarintWriter {
    private byte[] bytes = new byte[256];
    private int size;

    /** A number that is not negative. */
    void write(long value) {
        long rest = value;
        while (rest >>> 7 != 0) {
            put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        put((byte) rest);
    }

    /** Any number, small ones of both signs in few bytes. */
    void writeSigned(long value) {
        write(value << 1 ^ value >> 63);
    }

    private void put(byte next) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * size);
        }
        bytes[size++] = next;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }
}
