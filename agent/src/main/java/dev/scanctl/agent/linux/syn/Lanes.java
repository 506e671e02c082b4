package dev.scanctl.agent.linux.syn;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.scanctl.agent.linux.Errno;
import dev.scanctl.agent.linux.ErrorQueue;
import dev.scanctl.agent.linux.SockAddr;
import dev.scanctl.agent.linux.SystemCallFailed;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.wire.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.IntSupplier;

/**
 * The sockets that probes leave by. Raw IP sockets (raw(7)) go the kernel's way to anything that has a route; packet
 * sockets (packet(7)) go straight to a known neighbour, at about half the cost. Owned by one thread.
 *
 * <p>What a packet socket sends does not pass this machine's own firewall. So once that has refused a probe, all go the
 * kernel's way for a while ({@link FirewallMemory}).
 */
final class Lanes implements AutoCloseable {
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int AF_PACKET = 17;
    private static final int IPPROTO_RAW = 255;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_SNDBUFFORCE = 32;
    /** Room for what waits for neighbours that do not answer: some 40,000 packets. */
    private static final int SEND_BUFFER_BYTES = 32 << 20;

    private static final int MOST_SOCKETS = 128;

    private final SystemCalls calls;
    /** IP_RECVERR: without it the kernel keeps to itself that a queue was full. */
    private final MemorySegment on = Arena.ofAuto().allocateFrom(JAVA_INT, 1);

    private final MemorySegment value = Arena.ofAuto().allocate(4, 4);
    private final MemorySegment length = Arena.ofAuto().allocate(4, 4);
    private final Lane raw4;
    private final Lane raw6;
    private final Lane frames;
    private final ExpressLanes express;
    private final FirewallMemory firewall = new FirewallMemory();
    /** Whether a lane was asked for since all were flushed, so that something may wait in it. */
    private boolean waiting;

    /** @param express closed with this */
    Lanes(SystemCalls calls, ExpressLanes express) {
        this.calls = calls;
        this.express = express;
        raw4 = new SocketLane(calls, sockets(this::openRaw4), new ByAddress(16));
        raw6 = new SocketLane(calls, sockets(this::openRaw6), new ByAddress(28));
        frames = new SocketLane(calls, sockets(() -> wide(calls.socket(AF_PACKET, SOCK_DGRAM_CLOEXEC, 0))), new ByNeighbour());
    }

    private int openRaw4() {
        int fd = calls.socket(SockAddr.AF_INET, SOCK_RAW_CLOEXEC, IPPROTO_RAW);
        SystemCallFailed.check(fd, "socket", "AF_INET, SOCK_RAW");
        calls.setsockopt(fd, ErrorQueue.IPPROTO_IP, ErrorQueue.IP_RECVERR, on);
        return wide(fd);
    }

    private int openRaw6() {
        int fd = calls.socket(SockAddr.AF_INET6, SOCK_RAW_CLOEXEC, IPPROTO_RAW);
        if (fd >= 0) {
            calls.setsockopt(fd, ErrorQueue.IPPROTO_IPV6, ErrorQueue.IPV6_RECVERR, on);
        }
        return wide(fd);
    }

    private int wide(int fd) {
        value.set(JAVA_INT, 0, SEND_BUFFER_BYTES);
        if (fd >= 0 && calls.setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, value) < 0) {
            calls.setsockopt(fd, SOL_SOCKET, SO_SNDBUF, value);
        }
        return fd;
    }

    /** As many as have the wanted buffer together; the kernel counts twice what it is asked for. */
    private Sockets sockets(IntSupplier opener) {
        int probe = wide(calls.socket(SockAddr.AF_INET, SOCK_DGRAM_CLOEXEC, 0));
        length.set(JAVA_INT, 0, 4);
        int result = calls.getsockopt(probe, SOL_SOCKET, SO_SNDBUF, value, length);
        calls.close(probe);
        int each = result < 0 ? SEND_BUFFER_BYTES : value.get(JAVA_INT, 0) / 2;
        return new Sockets(opener, Math.clamp(SEND_BUFFER_BYTES / Math.max(1, each), 1, MOST_SOCKETS));
    }

    /** The one for a probe on this way, which is put there now. */
    Lane forRoute(Route route, boolean v6) {
        waiting = true;
        if (route.neighbourKnown && !firewall.asks()) {
            Lane faster = express.towards(route.link);
            return faster == null ? frames : faster;
        }
        firewall.goesThere();
        return v6 ? raw6 : raw4;
    }

    /** Whether what leaves by it takes an entry in this machine's connection tracking. */
    boolean isTracked(Lane lane) {
        return lane == raw4 || lane == raw6;
    }

    /** To be told of each error. */
    void noteRefusal(int errno) {
        if (errno == Errno.EPERM) {
            firewall.refused(System.nanoTime());
        }
    }

    /** Takes a probe back that has not been sent yet. */
    void remove(int slot) {
        if (waiting) {
            raw4.remove(slot);
            raw6.remove(slot);
            frames.remove(slot);
            express.remove(slot);
        }
    }

    void flush(Lane.Refused refused) {
        waiting = false;
        raw4.flush(refused);
        raw6.flush(refused);
        frames.flush(refused);
        express.flush(refused);
        if (firewall.asks()) {
            firewall.look(System.nanoTime());
        }
    }

    @Override
    public void close() {
        raw4.close();
        raw6.close();
        frames.close();
        express.close();
    }

    /** {@code struct sockaddr_in} or {@code sockaddr_in6} without a port. */
    private record ByAddress(int bytes) implements SocketLane.Naming {
        @Override
        public void write(MemorySegment names, long at, Route route, Address target) {
            new SockAddr(names.asSlice(at, SockAddr.BYTES)).set(target, 0);
        }
    }

    /** {@code struct sockaddr_ll}. */
    private record ByNeighbour() implements SocketLane.Naming {
        @Override
        public int bytes() {
            return 20;
        }

        @Override
        public void write(MemorySegment names, long at, Route route, Address target) {
            names.set(JAVA_SHORT, at, (short) AF_PACKET);
            names.set(SynPacket.NET_SHORT, at + 2, SynPacket.etherType(target.v6()));
            names.set(JAVA_INT, at + 4, route.link);
            names.set(JAVA_BYTE, at + 11, (byte) 6);
            names.set(JAVA_LONG_UNALIGNED, at + 12, route.mac);
        }
    }
}
