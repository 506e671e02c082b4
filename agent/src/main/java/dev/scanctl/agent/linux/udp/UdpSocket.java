package dev.scanctl.agent.linux.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.scanctl.agent.linux.Errno;
import dev.scanctl.agent.linux.ErrorQueue;
import dev.scanctl.agent.linux.SockAddr;
import dev.scanctl.agent.linux.SystemCallFailed;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.wire.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One unconnected socket on a source port of its own, which keeps ICMP errors. Owned by one thread.
 *
 * <p>Only what tells of drops is remembered here: the kernel counts datagrams it had no room for, but not ICMP errors, so a
 * queue found nearly full is taken for one that was.
 */
final class UdpSocket implements AutoCloseable {
    private static final int DGRAM_NONBLOCK_CLOEXEC = 2 | 0x800 | 0x80000;
    private static final int IPPROTO_UDP = 17;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_MEMINFO = 55;
    private static final int IPV6_V6ONLY = 26;
    /** The kernel grants less where net.core.rmem_max is less. */
    private static final int RECEIVE_BYTES = 2 * 1024 * 1024;

    /** Of the array of SO_MEMINFO, see include/uapi/linux/sock_diag.h: SK_MEMINFO_*. */
    private static final int QUEUED = 0;

    private static final int ROOM = 1;
    private static final int DROPS = 8;
    private static final int MEMINFO_INTS = 9;

    private final SystemCalls calls;
    private final MemorySegment meminfo = Arena.ofAuto().allocate(MEMINFO_INTS * 4L, 4);
    private final MemorySegment length = Arena.ofAuto().allocate(4, 4);
    private final int fd;
    private final int port;
    private int dropsSeen;
    private boolean wasFull;

    private UdpSocket(SystemCalls calls, int fd, boolean v6) {
        this.calls = calls;
        this.fd = fd;
        set(v6 ? ErrorQueue.IPPROTO_IPV6 : ErrorQueue.IPPROTO_IP, v6 ? ErrorQueue.IPV6_RECVERR : ErrorQueue.IP_RECVERR, 1);
        set(SOL_SOCKET, SO_RCVBUF, RECEIVE_BYTES);
        if (v6) {
            set(ErrorQueue.IPPROTO_IPV6, IPV6_V6ONLY, 1);
        }
        this.port = bind(v6);
    }

    /** In the calling thread's network namespace; a family that this machine lacks is a {@link SystemCallFailed}. */
    static UdpSocket open(SystemCalls calls, boolean v6) {
        int fd = SystemCallFailed.check(
                calls.socket(v6 ? SockAddr.AF_INET6 : SockAddr.AF_INET, DGRAM_NONBLOCK_CLOEXEC, IPPROTO_UDP),
                "socket",
                (v6 ? "AF_INET6" : "AF_INET") + ", SOCK_DGRAM, IPPROTO_UDP");
        try {
            return new UdpSocket(calls, fd, v6);
        } catch (SystemCallFailed e) {
            calls.close(fd);
            throw e;
        }
    }

    private void set(int level, int option, int value) {
        int result = calls.setsockopt(fd, level, option, Arena.ofAuto().allocateFrom(JAVA_INT, value));
        SystemCallFailed.check(result, "setsockopt", fd + ", " + level + ", " + option + ", " + value);
    }

    private int bind(boolean v6) {
        SockAddr any = new SockAddr(Arena.ofAuto().allocate(SockAddr.BYTES, 8));
        any.set(new Address(v6, 0, 0), 0);
        SystemCallFailed.check(calls.bind(fd, any.memory(), any.length()), "bind", fd + ", any address, port 0");
        length.set(JAVA_INT, 0, SockAddr.BYTES);
        SystemCallFailed.check(calls.getsockname(fd, any.memory(), length), "getsockname", Integer.toString(fd));
        return any.port();
    }

    int descriptor() {
        return fd;
    }

    /** Its source port. */
    int port() {
        return port;
    }

    /** Sends the first bytes of a segment; 0 or errno. */
    int send(MemorySegment bytes, int count, SockAddr to) {
        return (int) -Math.min(0, calls.sendto(fd, bytes, count, to.memory(), to.length()));
    }

    /** Takes the oldest datagram and writes whom it is from; 0 or errno. */
    int receive(MemorySegment buffer, SockAddr from) {
        length.set(JAVA_INT, 0, SockAddr.BYTES);
        return (int) -Math.min(0, calls.recvfrom(fd, buffer, from.memory(), length));
    }

    /** To be called before its queues are emptied. */
    void noteFill() {
        if (readMeminfo()) {
            wasFull |= field(QUEUED) >= field(ROOM) / 4 * 3;
        }
    }

    /** Whether the kernel had no room for an answer since the last call. */
    boolean droppedAnswers() {
        noteFill();
        int drops = field(DROPS);
        boolean dropped = wasFull || drops != dropsSeen;
        wasFull = false;
        dropsSeen = drops;
        return dropped;
    }

    private boolean readMeminfo() {
        length.set(JAVA_INT, 0, (int) meminfo.byteSize());
        return calls.getsockopt(fd, SOL_SOCKET, SO_MEMINFO, meminfo, length) == 0;
    }

    private int field(int index) {
        return meminfo.getAtIndex(JAVA_INT, index);
    }

    /** Whether an error may be one that waited on the socket, from an earlier datagram to someone else. */
    static boolean mayBeEarlier(int errno) {
        return switch (errno) {
            case Errno.ECONNREFUSED, Errno.EHOSTUNREACH, Errno.ENETUNREACH, Errno.EACCES, Errno.EPROTO -> true;
            case Errno.ENOPROTOOPT, Errno.EHOSTDOWN, Errno.ENONET, Errno.EMSGSIZE, Errno.EOPNOTSUPP -> true;
            default -> false;
        };
    }

    @Override
    public void close() {
        calls.close(fd);
    }
}
