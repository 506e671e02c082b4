package dev.scanctl.agent.linux;

import java.lang.foreign.Arena;

/** Waits until something lies on a descriptor, or for a signal from another thread. Owned by one thread but for {@link #wakeUp}. */
public final class Waiting implements AutoCloseable {
    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EPOLL_CTL_ADD = 1;
    private static final long INPUT = 0;
    private static final long SIGNAL = 1;

    private final SystemCalls calls;
    private final WakeUp wakeUp;
    private final int epoll;
    private final EpollEvents events = new EpollEvents(Arena.ofAuto().allocate(2 * EpollEvents.BYTES, 8));

    /** @param descriptors what to wait for; negative ones, which could not be opened, are left out */
    public Waiting(SystemCalls calls, int... descriptors) {
        this.calls = calls;
        this.wakeUp = new WakeUp(calls);
        int created = calls.epollCreate(EPOLL_CLOEXEC);
        if (created < 0) {
            wakeUp.close();
        }
        this.epoll = SystemCallFailed.check(created, "epoll_create1", "EPOLL_CLOEXEC");
        for (int descriptor : descriptors) {
            if (descriptor >= 0) {
                watch(descriptor, INPUT);
            }
        }
        watch(wakeUp.descriptor(), SIGNAL);
    }

    private void watch(int fd, long data) {
        events.set(0, EpollEvents.EPOLLIN, data);
        int result = calls.epollCtl(epoll, EPOLL_CTL_ADD, fd, events.memory());
        SystemCallFailed.check(result, "epoll_ctl", "EPOLL_CTL_ADD, " + fd);
    }

    /** For at most this long, in whole milliseconds, rounded up. */
    public void await(long maxNanos) {
        int millis = (int) Math.min((maxNanos + 999_999) / 1_000_000, Integer.MAX_VALUE);
        int count = calls.epollWait(epoll, events.memory(), 2, millis);
        if (count == -Errno.EINTR) {
            return;
        }
        SystemCallFailed.check(count, "epoll_wait", epoll + ", events, 2, " + millis);
        for (int i = 0; i < count; i++) {
            if (events.data(i) == SIGNAL) {
                wakeUp.clear();
            }
        }
    }

    public void wakeUp() {
        wakeUp.signal();
    }

    @Override
    public void close() {
        wakeUp.close();
        calls.close(epoll);
    }
}
