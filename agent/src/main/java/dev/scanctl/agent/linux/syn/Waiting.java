package dev.scanctl.agent.linux.syn;

import dev.scanctl.agent.linux.EpollEvents;
import dev.scanctl.agent.linux.Errno;
import dev.scanctl.agent.linux.SystemCallFailed;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.agent.linux.WakeUp;
import java.lang.foreign.Arena;

/** Waits for a packet in the ring or for a signal from another thread. Owned by one thread but for {@link #wakeUp}. */
final class Waiting implements AutoCloseable {
    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EPOLL_CTL_ADD = 1;
    private static final long PACKET = 0;
    private static final long SIGNAL = 1;

    private final SystemCalls calls;
    private final WakeUp wakeUp;
    private final int epoll;
    private final EpollEvents events = new EpollEvents(Arena.ofAuto().allocate(2 * EpollEvents.BYTES, 8));

    Waiting(SystemCalls calls, int ring) {
        this.calls = calls;
        this.wakeUp = new WakeUp(calls);
        this.epoll = SystemCallFailed.check(calls.epollCreate(EPOLL_CLOEXEC), "epoll_create1", "EPOLL_CLOEXEC");
        watch(ring, PACKET);
        watch(wakeUp.descriptor(), SIGNAL);
    }

    private void watch(int fd, long data) {
        events.set(0, EpollEvents.EPOLLIN, data);
        int result = calls.epollCtl(epoll, EPOLL_CTL_ADD, fd, events.memory());
        SystemCallFailed.check(result, "epoll_ctl", "EPOLL_CTL_ADD, " + fd);
    }

    /** For at most this long, in whole milliseconds, rounded up. */
    void await(long maxNanos) {
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

    void wakeUp() {
        wakeUp.signal();
    }

    @Override
    public void close() {
        wakeUp.close();
        calls.close(epoll);
    }
}
