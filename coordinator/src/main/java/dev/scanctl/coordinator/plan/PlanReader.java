package dev.scanctl.coordinator.plan;

import java.util.Arrays;

/** Takes numbers from bytes that may be damaged; anything wrong is an {@link IllegalArgumentException}. One thread. */
final class PlanReader {
    private final byte[] bytes;
    private int position;

    PlanReader(byte[] bytes) {
        this.bytes = bytes;
    }

    int octet() {
        return octets(1)[0] & 0xff;
    }

    byte[] octets(int count) {
        if (count > bytes.length - position) {
            throw new IllegalArgumentException("the plan is cut off after " + bytes.length + " bytes");
        }
        position += count;
        return Arrays.copyOfRange(bytes, position - count, position);
    }

    long fixed() {
        long value = 0;
        for (byte octet : octets(8)) {
            value = value << 8 | octet & 0xff;
        }
        return value;
    }

    /** A LEB128 number from 0 to {@code most}. */
    long varint(long most) {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int octet = octet();
            value |= (octet & 0x7fL) << shift;
            if (octet < 0x80) {
                return atMost(value, most);
            }
        }
        throw new IllegalArgumentException("the plan is damaged: a number before byte " + position + " has no end");
    }

    /** The length of a list whose elements take {@code bytesEach} or more, so that no length asks for memory by itself. */
    int count(int bytesEach) {
        long most = bytes.length / bytesEach;
        return (int) varint(most);
    }

    void end() {
        if (position != bytes.length) {
            throw new IllegalArgumentException("the plan is damaged: " + (bytes.length - position) + " bytes too many");
        }
    }

    private long atMost(long value, long most) {
        if (value > most) {
            throw new IllegalArgumentException(
                    "the plan is damaged: " + value + " before byte " + position + " is above " + most);
        }
        return value;
    }
}
