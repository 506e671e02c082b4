package dev.scanctl.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Numbers as they stand in packets, the highest byte first and anywhere; and the checksum over them (RFC 1071). */
public final class NetworkOrder {
    public static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    public static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    public static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private NetworkOrder() {}

    /** 0 to 65535. */
    public static int unsignedShort(MemorySegment memory, long at) {
        return Short.toUnsignedInt(memory.get(SHORT, at));
    }

    /** 0 to 255. */
    public static int unsignedByte(MemorySegment memory, long at) {
        return Byte.toUnsignedInt(memory.get(JAVA_BYTE, at));
    }

    /** The sum of the 16-bit words of an even number of bytes, at most 65,536 of them. */
    public static int sum(MemorySegment memory, long at, long bytes) {
        int sum = 0;
        for (long i = 0; i < bytes; i += 2) {
            sum += unsignedShort(memory, at + i);
        }
        return sum;
    }

    /** The complement of a sum of fewer than 2^15 words, folded to 16 bits. */
    public static short checksum(int sum) {
        int once = (sum & 0xffff) + (sum >>> 16);
        return (short) ~((once & 0xffff) + (once >>> 16));
    }
}
