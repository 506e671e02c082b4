package dev.scanctl.agent.linux.udp;

import dev.scanctl.agent.linux.EpollEvents;
import dev.scanctl.agent.linux.Errno;
import dev.scanctl.agent.linux.SystemCallFailed;
import dev.scanctl.agent.linux.SystemCalls;
import java.lang.foreign.Arena;

/** One epoll(7) instance, level-triggered: what was not read is told again. Owned by one thread. */
final class Readiness implements AutoCloseable {
    /** More than the sockets there are. */
    private static final int EVENTS = 64;

    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EPOLL_CTL_ADD = 1;

    private final SystemCalls calls;
    private final EpollEvents events = new EpollEvents(Arena.ofAuto().allocate(EVENTS * EpollEvents.BYTES, 8));
    private final EpollEvents added = new EpollEvents(Arena.ofAuto().allocate(EpollEvents.BYTES, 8));
    private final int epoll;

    Readiness(SystemCalls calls) {
        this.calls = calls;
        epoll = SystemCallFailed.check(calls.epollCreate(EPOLL_CLOEXEC), "epoll_create1", "EPOLL_CLOEXEC");
    }

    /** Watches a descriptor until it is closed. */
    void watch(int fd, int data) {
        added.set(0, EpollEvents.EPOLLIN, data);
        int result = calls.epollCtl(epoll, EPOLL_CTL_ADD, fd, added.memory());
        SystemCallFailed.check(result, "epoll_ctl", epoll + ", EPOLL_CTL_ADD, " + fd);
    }

    /** Waits for the first to be readable or in error; how many are, 0 if none is. */
    int await(long maxWaitNanos) {
        int millis = (int) Math.min((maxWaitNanos + 999_999) / 1_000_000, Integer.MAX_VALUE);
        int count = calls.epollWait(epoll, events.memory(), EVENTS, millis);
        return count == -Errno.EINTR
                ? 0
                : SystemCallFailed.check(count, "epoll_wait", epoll + ", events, " + EVENTS + ", " + millis);
    }

    /** What the descriptor of an event was watched with. */
    int data(int event) {
        return (int) events.data(event);
    }

    @Override
    public void close() {
        calls.close(epoll);
    }
}
