package dev.scanctl.agent.linux.reach;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.scanctl.agent.linux.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The room of a socket for what is not read yet (socket(7), sock_diag(7)). Owned by one thread. */
final class ReceiveBuffer {
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_MEMINFO = 55;
    /** SK_MEMINFO_DROPS, of nine numbers. */
    private static final long DROPS = 8 * 4;

    private static final int MEMINFO_BYTES = 9 * 4;
    /** Some thousand answers. */
    private static final int WANTED_BYTES = 4 << 20;

    private final SystemCalls calls;
    private final int fd;
    private final MemorySegment information = Arena.ofAuto().allocate(MEMINFO_BYTES, 4);
    private final MemorySegment length = Arena.ofAuto().allocate(4, 4);
    private int drops;

    /** Makes it as large as the kernel allows, up to what is wanted. */
    ReceiveBuffer(SystemCalls calls, int fd) {
        this.calls = calls;
        this.fd = fd;
        information.set(JAVA_INT, 0, WANTED_BYTES);
        if (calls.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, information.asSlice(0, 4)) < 0) {
            calls.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, information.asSlice(0, 4));
        }
    }

    /** Whether something found no room since the last call. */
    boolean dropped() {
        length.set(JAVA_INT, 0, MEMINFO_BYTES);
        boolean known = calls.getsockopt(fd, SOL_SOCKET, SO_MEMINFO, information, length) >= 0;
        int now = known ? information.get(JAVA_INT, DROPS) : drops;
        boolean moved = now != drops;
        drops = now;
        return moved;
    }
}
