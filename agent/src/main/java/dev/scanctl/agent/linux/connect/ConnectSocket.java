package dev.scanctl.agent.linux.connect;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.scanctl.agent.linux.ErrorQueue;
import dev.scanctl.agent.linux.IcmpRejection;
import dev.scanctl.agent.linux.SockAddr;
import dev.scanctl.agent.linux.SystemCallFailed;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.wire.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** What is done to the socket of one attempt. Buffers are made once; owned by one thread. */
final class ConnectSocket {
    private static final int STREAM_NONBLOCK_CLOEXEC = 1 | 0x800 | 0x80000;
    private static final int IPPROTO_TCP = 6;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ERROR = 4;
    private static final int SO_LINGER = 13;
    private static final int SHUT_WR = 1;

    private final SystemCalls calls;
    private final ErrorQueue errorQueue;
    private final SockAddr remote = new SockAddr(Arena.ofAuto().allocate(SockAddr.BYTES, 8));
    private final SockAddr local = new SockAddr(Arena.ofAuto().allocate(SockAddr.BYTES, 8));
    private final MemorySegment value = Arena.ofAuto().allocate(4, 4);
    private final MemorySegment length = Arena.ofAuto().allocate(4, 4);
    private final MemorySegment on = Arena.ofAuto().allocateFrom(JAVA_INT, 1);
    /** {@code struct linger}: on, 0 seconds. */
    private final MemorySegment lingerZero = Arena.ofAuto().allocateFrom(JAVA_INT, 1, 0);
    private final MemorySegment lingerOff = Arena.ofAuto().allocateFrom(JAVA_INT, 0, 0);

    ConnectSocket(SystemCalls calls) {
        this.calls = calls;
        this.errorQueue = new ErrorQueue(calls);
    }

    /** A non-blocking socket that keeps ICMP errors, or −errno. */
    int open(boolean v6) {
        int family = v6 ? SockAddr.AF_INET6 : SockAddr.AF_INET;
        int fd = calls.socket(family, STREAM_NONBLOCK_CLOEXEC, IPPROTO_TCP);
        if (fd >= 0) {
            int result = v6
                    ? calls.setsockopt(fd, ErrorQueue.IPPROTO_IPV6, ErrorQueue.IPV6_RECVERR, on)
                    : calls.setsockopt(fd, ErrorQueue.IPPROTO_IP, ErrorQueue.IP_RECVERR, on);
            SystemCallFailed.check(result, "setsockopt", "RECVERR, 1");
        }
        return fd;
    }

    /** 0 or −errno; −EINPROGRESS is the usual answer. */
    int connect(int fd, Address target, int port) {
        remote.set(target, port);
        return calls.connect(fd, remote.memory(), remote.length());
    }

    /** The socket's pending error, which this takes; 0: none. */
    int takeError(int fd) {
        length.set(JAVA_INT, 0, 4);
        int result = calls.getsockopt(fd, SOL_SOCKET, SO_ERROR, value, length);
        SystemCallFailed.check(result, "getsockopt", fd + ", SO_ERROR");
        return value.get(JAVA_INT, 0);
    }

    /** The oldest entry of the error queue; null: it is empty. */
    @Nullable IcmpRejection takeRejection(int fd) {
        return errorQueue.take(fd);
    }

    /** Makes close send a reset. A connection that is gone already does not mind. */
    void resetOnClose(int fd) {
        calls.setsockopt(fd, SOL_SOCKET, SO_LINGER, lingerZero);
    }

    /** Sends a FIN for an established connection; close does not send a reset any more if all that comes is read. */
    int finish(int fd) {
        calls.setsockopt(fd, SOL_SOCKET, SO_LINGER, lingerOff);
        return calls.shutdown(fd, SHUT_WR);
    }

    /** Whether the socket's own end is the given address and port. */
    boolean boundTo(int fd, Address address, int port) {
        length.set(JAVA_INT, 0, SockAddr.BYTES);
        return calls.getsockname(fd, local.memory(), length) == 0
                && local.port() == port
                && local.address().equals(address);
    }

    void close(int fd) {
        calls.close(fd);
    }
}
