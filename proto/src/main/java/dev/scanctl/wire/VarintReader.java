package dev.scanctl.wire;

/** Reads LEB128 numbers of at most 21 bits from bytes that a stranger may have written. */
final class VarintReader {
    private static final int MAX_BYTES = 3;

    private final byte[] bytes;
    private int position;

    VarintReader(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean hasMore() {
        return position < bytes.length;
    }

    /** The next number; {@link IllegalArgumentException} if it is cut off, too long or padded. */
    int next() {
        int value = 0;
        for (int i = 0; i < MAX_BYTES; i++) {
            if (position == bytes.length) {
                throw new IllegalArgumentException("runs are cut off after " + bytes.length + " bytes");
            }
            int next = bytes[position++];
            value |= (next & 0x7f) << 7 * i;
            if (next >= 0) {
                return shortest(value, next == 0 && i > 0);
            }
        }
        throw new IllegalArgumentException("a number in runs has more than " + MAX_BYTES + " bytes");
    }

    private static int shortest(int value, boolean padded) {
        if (padded) {
            throw new IllegalArgumentException("number " + value + " in runs has more bytes than it needs");
        }
        return value;
    }
}
