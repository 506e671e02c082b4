package dev.scanctl.coordinator.history;

/** Reads what {@link VarintWriter} wrote. */
final class VarintReader {
    private final byte[] bytes;
    private int position;

    VarintReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Another one that reads on from here. */
    VarintReader copy() {
        VarintReader copy = new VarintReader(bytes);
        copy.position = position;
        return copy;
    }

    /** {@link IllegalArgumentException} at the end. */
    long next() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (position == bytes.length) {
                throw new IllegalArgumentException("a timeline is cut off after " + bytes.length + " bytes");
            }
            byte next = bytes[position++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number in a timeline has more than 64 bits");
    }

    int nextInt() {
        long value = next();
        if (value < 0 || value > 1 << 24) {
            throw new IllegalArgumentException(value + " in a timeline");
        }
        return (int) value;
    }

    long nextSigned() {
        long value = next();
        return value >>> 1 ^ -(value & 1);
    }
}
