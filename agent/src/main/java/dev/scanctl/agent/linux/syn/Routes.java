package dev.scanctl.agent.linux.syn;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.scanctl.agent.linux.Errno;
import dev.scanctl.agent.linux.NextHops;
import dev.scanctl.agent.linux.SockAddr;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.wire.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The ways to the targets probed lately: a table with one place for each of many hashes, where the newer drives out the
 * older. A way is found as the kernel would find it, by connecting a UDP socket, which sends nothing, and found again
 * after a second. Owned by one thread.
 *
 * <p>A target's first probes in each second go the kernel's way, so that the kernel asks for a missing neighbour, notices
 * one that is gone, and tells of a firewall; the neighbour is looked up for those that follow once they were sent.
 */
final class Routes implements AutoCloseable {
    private static final long TICK_NANOS = 20_000_000L;
    private static final int LIFE_TICKS = 50;
    private static final int DATAGRAM_CLOEXEC = 2 | 0x80000;
    private static final int IPV6_V6ONLY = 26;
    private static final int IPPROTO_IPV6 = 41;
    /** Any: connect(2) itself sends nothing. */
    private static final int PORT = 9;

    private final SystemCalls calls;
    private final NextHops nextHops;
    private final Route[] table;
    private final int socket4;
    private final int socket6;
    private final SockAddr remote = new SockAddr(Arena.ofAuto().allocate(SockAddr.BYTES, 8));
    private final SockAddr local = new SockAddr(Arena.ofAuto().allocate(SockAddr.BYTES, 8));
    /** The family AF_UNSPEC, which takes a connection back with its source address. */
    private final MemorySegment nowhere = Arena.ofAuto().allocate(SockAddr.BYTES, 8);

    private final MemorySegment length = Arena.ofAuto().allocate(4, 4);
    private int tick;
    private int polls;

    /** @param places a power of two */
    Routes(SystemCalls calls, int places) {
        this.calls = calls;
        this.table = new Route[places];
        Arrays.setAll(table, _ -> new Route());
        this.nextHops = new NextHops(calls);
        this.socket4 = calls.socket(SockAddr.AF_INET, DATAGRAM_CLOEXEC, 0);
        this.socket6 = calls.socket(SockAddr.AF_INET6, DATAGRAM_CLOEXEC, 0);
        if (socket6 >= 0) {
            calls.setsockopt(socket6, IPPROTO_IPV6, IPV6_V6ONLY, Arena.ofAuto().allocateFrom(JAVA_INT, 1));
        }
    }

    /** Tells the time, and that whatever was given out so far has been sent. */
    void sentAll(long nowNanos) {
        tick = (int) (nowNanos / TICK_NANOS);
        polls++;
    }

    /** The way to a target, valid until the next call; its errno says where there is none. */
    Route to(Address target) {
        Route route = table[place(target)];
        if (!target.equals(route.target) || tick - route.madeAtTick > LIFE_TICKS) {
            route.madeAtTick = tick;
            route.madeAtPoll = polls;
            route.lookedAtTick = tick - 1;
            find(route, target);
        } else if (mayLook(route)) {
            route.lookedAtTick = tick;
            nextHops.towards(target).ifPresent(route::through);
        }
        return route;
    }

    private boolean mayLook(Route route) {
        return !route.neighbourKnown
                && route.errno == 0
                && route.madeAtPoll != polls
                && route.lookedAtTick != tick;
    }

    private int place(Address target) {
        long mixed = (target.high() * 31 + target.low()) * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 40) & table.length - 1;
    }

    private void find(Route route, Address target) {
        int fd = target.v6() ? socket6 : socket4;
        int result = fd < 0 ? fd : isMulticast(target) ? -Errno.ENETUNREACH : connect(fd, target);
        if (result < 0) {
            route.refuse(target, -result);
        } else {
            route.set(target, local);
        }
    }

    private int connect(int fd, Address target) {
        calls.connect(fd, nowhere, remote.length());
        remote.set(target, PORT);
        length.set(JAVA_INT, 0, SockAddr.BYTES);
        int result = calls.connect(fd, remote.memory(), remote.length());
        return result < 0 ? result : calls.getsockname(fd, local.memory(), length);
    }

    private static boolean isMulticast(Address target) {
        return target.v6() ? target.high() >>> 56 == 0xff : target.low() >>> 28 == 0xe;
    }

    @Override
    public void close() {
        nextHops.close();
        if (socket4 >= 0) {
            calls.close(socket4);
        }
        if (socket6 >= 0) {
            calls.close(socket6);
        }
    }
}
