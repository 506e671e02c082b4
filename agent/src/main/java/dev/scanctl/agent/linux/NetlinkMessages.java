package dev.scanctl.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * Messages behind their {@code struct nlmsghdr} (netlink(7)).
 *
 * @param memory whole messages, as one read gave them
 */
public record NetlinkMessages(MemorySegment memory) {
    private static final int HEADER_BYTES = 16;

    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int NLM_F_REQUEST_DUMP = 0x301;
    /** RTM_GET… is RTM_NEW… plus 2. */
    private static final int NEW_TO_GET = 2;

    /** The request for a whole table: the header of one of its rows, whose zeros ask for all families. */
    public static MemorySegment request(int rowType, Arena arena) {
        int length = HEADER_BYTES + rowHeaderBytes(rowType);
        MemorySegment request = arena.allocate(length, 8);
        request.set(JAVA_INT_UNALIGNED, 0, length);
        request.set(JAVA_SHORT_UNALIGNED, 4, (short) (rowType + NEW_TO_GET));
        request.set(JAVA_SHORT_UNALIGNED, 6, (short) NLM_F_REQUEST_DUMP);
        return request;
    }

    private static int rowHeaderBytes(int rowType) {
        return switch (rowType) {
            case Netlink.RTM_NEWLINK -> NetlinkRow.IFINFOMSG_BYTES;
            case Netlink.RTM_NEWQDISC -> NetlinkRow.TCMSG_BYTES;
            default -> NetlinkRow.NDMSG_BYTES;
        };
    }

    /** Hands over the rows among these messages; false: the last message of the dump was among them. */
    public boolean rows(int rowType, Consumer<NetlinkRow> rows) {
        long at = 0;
        while (at + HEADER_BYTES <= memory.byteSize()) {
            int length = memory.get(JAVA_INT_UNALIGNED, at);
            int type = Short.toUnsignedInt(memory.get(JAVA_SHORT_UNALIGNED, at + 4));
            boolean whole = length >= HEADER_BYTES && at + length <= memory.byteSize();
            if (!whole || type == NLMSG_DONE || type == NLMSG_ERROR) {
                return false;
            }
            if (type == rowType) {
                rows.accept(new NetlinkRow(memory.asSlice(at + HEADER_BYTES, length - HEADER_BYTES)));
            }
            at += NetlinkRow.aligned(length);
        }
        return true;
    }
}
