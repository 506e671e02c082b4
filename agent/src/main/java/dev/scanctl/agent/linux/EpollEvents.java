package dev.scanctl.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * An array of {@code struct epoll_event} (epoll_ctl(2)): packed to 12 bytes on x86-64, 16 bytes elsewhere.
 *
 * @param memory a multiple of {@link #BYTES}
 */
record EpollEvents(MemorySegment memory) {
    static final int EPOLLIN = 0x001;
    static final int EPOLLOUT = 0x004;
    static final int EPOLLERR = 0x008;
    static final int EPOLLHUP = 0x010;
    static final int EPOLLET = 1 << 31;

    private static final long DATA = Machine.X86_64 ? 4 : 8;
    /** Size of one event. */
    static final long BYTES = DATA + 8;

    void set(int index, int events, long data) {
        memory.set(JAVA_INT_UNALIGNED, index * BYTES, events);
        memory.set(JAVA_LONG_UNALIGNED, index * BYTES + DATA, data);
    }

    int events(int index) {
        return memory.get(JAVA_INT_UNALIGNED, index * BYTES);
    }

    long data(int index) {
        return memory.get(JAVA_LONG_UNALIGNED, index * BYTES + DATA);
    }

    int capacity() {
        return (int) (memory.byteSize() / BYTES);
    }
}
