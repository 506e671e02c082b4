package dev.scanctl.agent.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * Asks the kernel for one of its tables over rtnetlink(7), in the network namespace of the calling thread. Other than the
 * files below /proc/net this sees both families and all states of a neighbour. Owned by one thread.
 */
public final class Netlink {
    public static final int RTM_NEWLINK = 16;
    public static final int RTM_NEWADDR = 20;
    public static final int RTM_NEWNEIGH = 28;
    public static final int RTM_NEWQDISC = 36;

    private static final int AF_NETLINK = 16;
    private static final int RAW_CLOEXEC = 3 | 0x80000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int BUFFER_BYTES = 64 * 1024;

    private final SystemCalls calls;

    public Netlink(SystemCalls calls) {
        this.calls = calls;
    }

    /**
     * Hands over each row of a table, whose memory is valid for that call only.
     *
     * @param rowType the type of message that a row comes in, RTM_NEW…
     * @return whether the table was read at all
     */
    public boolean dump(int rowType, Consumer<NetlinkRow> rows) {
        int fd = calls.socket(AF_NETLINK, RAW_CLOEXEC, 0);
        if (fd < 0) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            return dump(fd, rowType, rows, arena);
        } finally {
            calls.close(fd);
        }
    }

    private boolean dump(int fd, int rowType, Consumer<NetlinkRow> rows, Arena arena) {
        if (calls.send(fd, NetlinkMessages.request(rowType, arena), 0) < 0) {
            return false;
        }
        MemorySegment buffer = arena.allocate(BUFFER_BYTES, 8);
        boolean more = true;
        while (more) {
            long length = calls.recv(fd, buffer, MSG_DONTWAIT);
            more = length > 0 && new NetlinkMessages(buffer.asSlice(0, length)).rows(rowType, rows);
        }
        return true;
    }
}
