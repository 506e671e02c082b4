package dev.scanctl.agent.linux.connect;

import dev.scanctl.agent.linux.EpollEvents;
import dev.scanctl.agent.linux.Errno;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressSet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Connections that are being closed in order. Our FIN goes out at once; then what the peer still says is read and dropped until
 * its own FIN comes, because a socket that is closed over unread bytes, or gets some afterwards, resets its peer (RFC 1122
 * §4.2.2.13). A peer that does not end within a second, or talks without end, is left all the same.
 *
 * <p>At most one for each host. What is left of each is a TIME_WAIT of the kernel's, some 60 s: of one destination address and
 * port, so that at five probes a second no ephemeral port runs short. Owned by one thread.
 */
final class Partings {
    private static final long LONGEST_NANOS = 1_000_000_000L;
    /** Of {@value #BUFFER} bytes each: a greeting takes one or two. */
    private static final int MOST_READS = 64;

    private static final int BUFFER = 4_096;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_MOD = 3;
    /** Upper half of what stands in the epoll events; attempts have tickets above 0 there. */
    private static final long TAG = -2;

    private final SystemCalls calls;
    private final ConnectSocket sockets;
    private final int epoll;
    /** The oldest first. */
    private final Map<Address, Parting> byHost = new LinkedHashMap<>();

    private final Map<Integer, Parting> byDescriptor = new HashMap<>();
    private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER);
    private final EpollEvents event = new EpollEvents(Arena.ofAuto().allocate(EpollEvents.BYTES, 8));

    private static final class Parting {
        final int fd;
        final Address host;
        final long endNanos;
        int reads;

        Parting(int fd, Address host, long endNanos) {
            this.fd = fd;
            this.host = host;
            this.endNanos = endNanos;
        }
    }

    Partings(SystemCalls calls, ConnectSocket sockets, int epoll) {
        this.calls = calls;
        this.sockets = sockets;
        this.epoll = epoll;
    }

    int size() {
        return byHost.size();
    }

    /** Takes over the socket of an established connection, whether or not the epoll instance watches it already. */
    void begin(int fd, Address host, long nowNanos) {
        endWith(host);
        Parting parting = new Parting(fd, host, nowNanos + LONGEST_NANOS);
        byHost.put(host, parting);
        byDescriptor.put(fd, parting);
        event.set(0, EpollEvents.EPOLLIN | EpollEvents.EPOLLRDHUP, TAG << 32 | fd);
        if (sockets.finish(fd) < 0 || !watch(fd)) {
            end(parting);
        }
    }

    private boolean watch(int fd) {
        return calls.epollCtl(epoll, EPOLL_CTL_MOD, fd, event.memory()) >= 0
                || calls.epollCtl(epoll, EPOLL_CTL_ADD, fd, event.memory()) >= 0;
    }

    /** Ends the one with this host, if there is one: another connection is about to be opened. */
    void endWith(Address host) {
        Parting parting = byHost.get(host);
        if (parting != null) {
            hearOut(parting);
            end(parting);
        }
    }

    /** Whether an epoll event is about a connection that is, or was, being closed. */
    static boolean isMeant(long data) {
        return data >> 32 == TAG;
    }

    /** Such an event came. */
    void ready(long data) {
        @Nullable Parting parting = byDescriptor.get((int) data);
        if (parting != null && hearOut(parting)) {
            end(parting);
        }
    }

    /** Reads what the peer says; whether there is nothing to wait for any more. */
    private boolean hearOut(Parting parting) {
        while (parting.reads++ < MOST_READS) {
            long read = calls.recv(parting.fd, buffer, 0);
            if (read <= 0) {
                return read != -Errno.EAGAIN;
            }
        }
        return true;
    }

    private void end(Parting parting) {
        byHost.remove(parting.host, parting);
        byDescriptor.remove(parting.fd, parting);
        sockets.close(parting.fd);
    }

    /** Leaves those whose time is over. */
    void expire(long nowNanos) {
        while (nextNanos(nowNanos) <= 0) {
            endWith(byHost.keySet().iterator().next());
        }
    }

    /** Nanoseconds until the time of the first is over; {@link Long#MAX_VALUE}: there is none. */
    long nextNanos(long nowNanos) {
        return byHost.isEmpty() ? Long.MAX_VALUE : byHost.values().iterator().next().endNanos - nowNanos;
    }

    boolean anyOf(AddressSet hosts) {
        return byHost.keySet().stream().anyMatch(hosts::contains);
    }

    /** Leaves all. */
    void close() {
        while (!byHost.isEmpty()) {
            endWith(byHost.keySet().iterator().next());
        }
    }
}
