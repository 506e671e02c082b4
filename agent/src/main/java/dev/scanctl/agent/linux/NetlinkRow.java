package dev.scanctl.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.scanctl.wire.Address;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * One row: {@code struct ifaddrmsg} (8 bytes) or {@code struct ndmsg} (12 bytes), then attributes, each a
 * {@code struct rtattr} with its value (rtnetlink(7)).
 *
 * @param memory the whole row
 */
record NetlinkRow(MemorySegment memory) {
    static final int IFADDRMSG_BYTES = 8;
    static final int IFA_ADDRESS = 1;
    static final int IFA_LOCAL = 2;
    static final int NDMSG_BYTES = 12;
    static final int NDA_DST = 1;

    private static final int ATTRIBUTE_HEADER_BYTES = 4;

    /** Of an ifaddrmsg: leading bits that the link shares. */
    int prefixLength() {
        return Byte.toUnsignedInt(memory.get(JAVA_BYTE, 1));
    }

    /** Of an ndmsg: NUD_… */
    int neighbourState() {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT_UNALIGNED, 8));
    }

    /** An attribute that is an address. */
    Optional<Address> address(int headerBytes, int attribute) {
        long at = headerBytes;
        while (at + ATTRIBUTE_HEADER_BYTES <= memory.byteSize()) {
            int length = Short.toUnsignedInt(memory.get(JAVA_SHORT_UNALIGNED, at));
            if (length < ATTRIBUTE_HEADER_BYTES || at + length > memory.byteSize()) {
                return Optional.empty();
            }
            int bytes = length - ATTRIBUTE_HEADER_BYTES;
            if (memory.get(JAVA_SHORT_UNALIGNED, at + 2) == attribute && (bytes == 4 || bytes == 16)) {
                byte[] address = memory.asSlice(at + ATTRIBUTE_HEADER_BYTES, bytes).toArray(JAVA_BYTE);
                return Optional.of(Address.of(address));
            }
            at += aligned(length);
        }
        return Optional.empty();
    }

    /** Messages and attributes begin at multiples of 4. */
    static long aligned(int length) {
        return length + 3L & ~3L;
    }
}
