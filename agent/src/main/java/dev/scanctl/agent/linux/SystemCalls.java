package dev.scanctl.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;

/**
 * System calls of one thread: errno is captured into memory that this object, and so its thread, owns. Results follow
 * the kernel's own convention: not negative for success, else −errno.
 */
public final class SystemCalls {
    private static final int PROT_READ_WRITE = 1 | 2;
    private static final int MAP_SHARED = 1;
    private static final int PRIO_PROCESS = 0;

    private final MemorySegment state = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());

    private int result(int returned) {
        return returned >= 0 ? returned : -state.get(JAVA_INT, Libc.ERRNO_OFFSET);
    }

    private long result(long returned) {
        return returned >= 0 ? returned : -state.get(JAVA_INT, Libc.ERRNO_OFFSET);
    }

    /** socket(2): a descriptor. */
    public int socket(int family, int type, int protocol) {
        try {
            return result((int) Libc.SOCKET.invokeExact(state, family, type, protocol));
        } catch (Throwable e) {
            throw Libc.broken("socket", e);
        }
    }

    /** connect(2). */
    public int connect(int fd, MemorySegment address, int length) {
        try {
            return result((int) Libc.CONNECT.invokeExact(state, fd, address, length));
        } catch (Throwable e) {
            throw Libc.broken("connect", e);
        }
    }

    /** bind(2). */
    public int bind(int fd, MemorySegment address, int length) {
        try {
            return result((int) Libc.BIND.invokeExact(state, fd, address, length));
        } catch (Throwable e) {
            throw Libc.broken("bind", e);
        }
    }

    /** close(2). The descriptor is gone even where it fails. */
    public int close(int fd) {
        try {
            return result((int) Libc.CLOSE.invokeExact(state, fd));
        } catch (Throwable e) {
            throw Libc.broken("close", e);
        }
    }

    /** shutdown(2). */
    public int shutdown(int fd, int how) {
        try {
            return result((int) Libc.SHUTDOWN.invokeExact(state, fd, how));
        } catch (Throwable e) {
            throw Libc.broken("shutdown", e);
        }
    }

    /** setsockopt(2); the option's value is the whole segment. */
    public int setsockopt(int fd, int level, int option, MemorySegment value) {
        try {
            return result(
                    (int) Libc.SETSOCKOPT.invokeExact(state, fd, level, option, value, (int) value.byteSize()));
        } catch (Throwable e) {
            throw Libc.broken("setsockopt", e);
        }
    }

    /** getsockopt(2); length is read and written. */
    public int getsockopt(int fd, int level, int option, MemorySegment value, MemorySegment length) {
        try {
            return result((int) Libc.GETSOCKOPT.invokeExact(state, fd, level, option, value, length));
        } catch (Throwable e) {
            throw Libc.broken("getsockopt", e);
        }
    }

    /** getsockname(2); length is read and written. */
    public int getsockname(int fd, MemorySegment address, MemorySegment length) {
        try {
            return result((int) Libc.GETSOCKNAME.invokeExact(state, fd, address, length));
        } catch (Throwable e) {
            throw Libc.broken("getsockname", e);
        }
    }

    /** recvmsg(2) on a socket that does not block: number of bytes. */
    public long recvmsg(int fd, MemorySegment header, int flags) {
        try {
            return result((long) Libc.RECVMSG.invokeExact(state, fd, header, flags));
        } catch (Throwable e) {
            throw Libc.broken("recvmsg", e);
        }
    }

    /** send(2) of the whole segment: number of bytes. */
    public long send(int fd, MemorySegment bytes, int flags) {
        try {
            return result((long) Libc.SEND.invokeExact(state, fd, bytes, bytes.byteSize(), flags));
        } catch (Throwable e) {
            throw Libc.broken("send", e);
        }
    }

    /** sendmmsg(2) on a socket that does not block, or told so by a flag: number of messages sent, from the first on. */
    public int sendmmsg(int fd, MemorySegment messages, int count, int flags) {
        try {
            return result((int) Libc.SENDMMSG.invokeExact(state, fd, messages, count, flags));
        } catch (Throwable e) {
            throw Libc.broken("sendmmsg", e);
        }
    }

    /** recv(2) on a socket that has an answer or does not block: number of bytes. */
    public long recv(int fd, MemorySegment buffer, int flags) {
        try {
            return result((long) Libc.RECV.invokeExact(state, fd, buffer, buffer.byteSize(), flags));
        } catch (Throwable e) {
            throw Libc.broken("recv", e);
        }
    }

    /** sendto(2) on a socket that does not block, of the first bytes of a segment: number of bytes. */
    public long sendto(int fd, MemorySegment bytes, long count, MemorySegment address, int length) {
        try {
            return result((long) Libc.SENDTO.invokeExact(state, fd, bytes, count, 0, address, length));
        } catch (Throwable e) {
            throw Libc.broken("sendto", e);
        }
    }

    /** recvfrom(2) on a socket that does not block: number of bytes. The address's length is read and written. */
    public long recvfrom(int fd, MemorySegment buffer, MemorySegment address, MemorySegment length) {
        try {
            return result((long) Libc.RECVFROM.invokeExact(state, fd, buffer, buffer.byteSize(), 0, address, length));
        } catch (Throwable e) {
            throw Libc.broken("recvfrom", e);
        }
    }

    /** read(2) on a descriptor that does not block: number of bytes. */
    public long read(int fd, MemorySegment buffer) {
        try {
            return result((long) Libc.READ.invokeExact(state, fd, buffer, buffer.byteSize()));
        } catch (Throwable e) {
            throw Libc.broken("read", e);
        }
    }

    /** eventfd(2): a descriptor. */
    public int eventfd(int initial, int flags) {
        try {
            return result((int) Libc.EVENTFD.invokeExact(state, initial, flags));
        } catch (Throwable e) {
            throw Libc.broken("eventfd", e);
        }
    }

    /** epoll_create1(2): a descriptor. */
    public int epollCreate(int flags) {
        try {
            return result((int) Libc.EPOLL_CREATE1.invokeExact(state, flags));
        } catch (Throwable e) {
            throw Libc.broken("epoll_create1", e);
        }
    }

    /** epoll_ctl(2). */
    public int epollCtl(int epoll, int operation, int fd, MemorySegment event) {
        try {
            return result((int) Libc.EPOLL_CTL.invokeExact(state, epoll, operation, fd, event));
        } catch (Throwable e) {
            throw Libc.broken("epoll_ctl", e);
        }
    }

    /** epoll_wait(2): number of events. Waits for at most this many milliseconds; with 0 it only looks. */
    public int epollWait(int epoll, MemorySegment events, int max, int timeoutMillis) {
        try {
            return result(timeoutMillis == 0
                    ? (int) Libc.EPOLL_LOOK.invokeExact(state, epoll, events, max, 0)
                    : (int) Libc.EPOLL_WAIT.invokeExact(state, epoll, events, max, timeoutMillis));
        } catch (Throwable e) {
            throw Libc.broken("epoll_wait", e);
        }
    }

    /** getrlimit(2). */
    public int getrlimit(int resource, MemorySegment limit) {
        try {
            return result((int) Libc.GETRLIMIT.invokeExact(state, resource, limit));
        } catch (Throwable e) {
            throw Libc.broken("getrlimit", e);
        }
    }

    /** setrlimit(2). */
    public int setrlimit(int resource, MemorySegment limit) {
        try {
            return result((int) Libc.SETRLIMIT.invokeExact(state, resource, limit));
        } catch (Throwable e) {
            throw Libc.broken("setrlimit", e);
        }
    }

    /** setpriority(2) of one thread, which Linux has a niceness for each of. */
    public int setNiceness(int thread, int niceness) {
        try {
            return result((int) Libc.SETPRIORITY.invokeExact(state, PRIO_PROCESS, thread, niceness));
        } catch (Throwable e) {
            throw Libc.broken("setpriority", e);
        }
    }

    /** mmap(2) of a descriptor's memory from its start, shared, to read and write: an address. */
    public long mapShared(int fd, long bytes) {
        return mapShared(fd, bytes, 0);
    }

    /** The same from an offset. */
    public long mapShared(int fd, long bytes, long offset) {
        try {
            return result((long) Libc.MMAP.invokeExact(state, 0L, bytes, PROT_READ_WRITE, MAP_SHARED, fd, offset));
        } catch (Throwable e) {
            throw Libc.broken("mmap", e);
        }
    }

    /** munmap(2). Nothing may touch the memory any more. */
    public int unmap(long address, long bytes) {
        try {
            return result((int) Libc.MUNMAP.invokeExact(state, address, bytes));
        } catch (Throwable e) {
            throw Libc.broken("munmap", e);
        }
    }
}
