package dev.scanctl.agent.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** An eventfd(2) that ends another thread's wait. {@link #signal} may be called by any thread, at any time. */
public final class WakeUp implements AutoCloseable {
    private static final int EFD_NONBLOCK_CLOEXEC = 0x800 | 0x80000;

    private final SystemCalls calls;
    private final MemorySegment count = Arena.ofAuto().allocate(8, 8);
    private final int fd;
    private boolean closed;

    /** Opened and read by the thread that owns the calls. */
    public WakeUp(SystemCalls calls) {
        this.calls = calls;
        this.fd = SystemCallFailed.check(calls.eventfd(0, EFD_NONBLOCK_CLOEXEC), "eventfd", "0, EFD_NONBLOCK|EFD_CLOEXEC");
    }

    public int descriptor() {
        return fd;
    }

    /** Synchronized with close: a closed descriptor's number may already be another file's. */
    public synchronized void signal() {
        if (closed) {
            return;
        }
        try {
            int ignored = (int) Libc.EVENTFD_WRITE.invokeExact(fd, 1L);
        } catch (Throwable e) {
            throw Libc.broken("eventfd_write", e);
        }
    }

    /** Takes back all signals so far. */
    public void clear() {
        calls.read(fd, count);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            calls.close(fd);
        }
    }
}
