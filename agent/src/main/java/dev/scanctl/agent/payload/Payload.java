package dev.scanctl.agent.payload;

import java.nio.ByteBuffer;
import java.util.List;

/** The bytes of one question, constant but for the places of its transaction id. Immutable. */
public final class Payload {
    private final String protocol;
    private final String source;
    private final byte[] bytes;
    private final List<Stamp> stamps;

    Payload(String protocol, String source, byte[] bytes, List<Stamp> stamps) {
        this.protocol = protocol;
        this.source = source;
        this.bytes = bytes.clone();
        this.stamps = List.copyOf(stamps);
    }

    /** Whose question it is, in a few words. */
    public String protocol() {
        return protocol;
    }

    /** Where that protocol is specified. */
    public String source() {
        return source;
    }

    /** 0 to 1200. */
    public int length() {
        return bytes.length;
    }

    /** Whether a transaction id stands in it, so that two questions can be told apart. */
    public boolean hasTransaction() {
        return !stamps.isEmpty();
    }

    /** With zero for a transaction id. */
    public byte[] bytes() {
        ByteBuffer copy = ByteBuffer.allocate(bytes.length);
        put(copy, 0);
        return copy.array();
    }

    /**
     * Writes the question to the start of a buffer, whose position and limit stay as they are.
     *
     * @param out room for {@link #length} bytes
     * @param transaction its lowest bits become the transaction id, as many as the protocol has room for
     */
    public void put(ByteBuffer out, long transaction) {
        out.put(0, bytes, 0, bytes.length);
        for (int i = 0; i < stamps.size(); i++) {
            stamps.get(i).put(out, transaction);
        }
    }

    @Override
    public String toString() {
        return protocol + " (" + source + "), " + bytes.length + " bytes";
    }

    /**
     * A place for the transaction id.
     *
     * @param at offset of its first byte
     * @param width in bytes; beyond 8 the id is repeated
     * @param text as lower-case hexadecimal digits, one a byte, rather than in binary
     */
    record Stamp(int at, int width, boolean text) {
        void put(ByteBuffer out, long transaction) {
            for (int i = 0; i < width; i++) {
                int fromEnd = width - 1 - i;
                out.put(at + i, text ? digit(transaction >>> 4 * fromEnd) : (byte) (transaction >>> 8 * (fromEnd & 7)));
            }
        }

        private static byte digit(long nibble) {
            return (byte) Character.forDigit((int) (nibble & 15), 16);
        }

        Stamp movedBy(int bytes) {
            return new Stamp(at + bytes, width, text);
        }
    }
}
