package dev.scanctl.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * An array of {@code struct epoll_event} (epoll_ctl(2)): packed to 12 bytes on x86-64, 16 bytes elsewhere.
 *
 * @param memory a multiple of {@link #BYTES}
 */
public record EpollEvents(MemorySegment memory) {
    public static final int EPOLLIN = 0x001;
    public static final int EPOLLOUT = 0x004;
    public static final int EPOLLERR = 0x008;
    public static final int EPOLLHUP = 0x010;
    /** The peer has closed its half. */
    public static final int EPOLLRDHUP = 0x2000;

    public static final int EPOLLET = 1 << 31;

    private static final long DATA = Machine.X86_64 ? 4 : 8;
    /** Size of one event. */
    public static final long BYTES = DATA + 8;

    public void set(int index, int events, long data) {
        memory.set(JAVA_INT_UNALIGNED, index * BYTES, events);
        memory.set(JAVA_LONG_UNALIGNED, index * BYTES + DATA, data);
    }

    public int events(int index) {
        return memory.get(JAVA_INT_UNALIGNED, index * BYTES);
    }

    public long data(int index) {
        return memory.get(JAVA_LONG_UNALIGNED, index * BYTES + DATA);
    }

    public int capacity() {
        return (int) (memory.byteSize() / BYTES);
    }
}
