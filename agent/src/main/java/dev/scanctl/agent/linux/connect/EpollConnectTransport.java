package dev.scanctl.agent.linux.connect;

import dev.scanctl.agent.linux.ConnectionTable;
import dev.scanctl.agent.linux.DropCounters;
import dev.scanctl.agent.linux.EpollEvents;
import dev.scanctl.agent.linux.Errno;
import dev.scanctl.agent.linux.Links;
import dev.scanctl.agent.linux.Machine;
import dev.scanctl.agent.linux.Netlink;
import dev.scanctl.agent.linux.OwnAddresses;
import dev.scanctl.agent.linux.SystemCallFailed;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.agent.linux.WakeUp;
import dev.scanctl.agent.linux.verdict.ErrnoTable;
import dev.scanctl.agent.probe.Replies;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.Reason;
import java.lang.foreign.Arena;
import java.util.Optional;

/**
 * Connect probes on Linux: non-blocking connect(2), one epoll(7) instance, errno and the socket error queue read. Each
 * attempt is one socket, closed before its reply is handed over; an opened connection is reset, which leaves no
 * TIME_WAIT, or, of a gentle attempt, closed in order ({@link Partings}). All state belongs to the thread of one engine, which also works in that thread's network namespace; only
 * {@link #wakeUp} may be called from another. No memory is allocated for an attempt.
 */
public final class EpollConnectTransport implements Transport {
    /** The most attempts in flight unless told otherwise: what keeps one thread busy at a round trip of 100 ms. */
    public static final int DEFAULT_MAX_IN_FLIGHT = 8_192;

    /** Events taken from the kernel at a time. */
    private static final int EVENTS = 1_024;
    /** Full batches handed over in one poll, so that replies that cause sends cannot hold it for ever. */
    private static final int MAX_BATCHES = 16;

    private static final long WAKE_UP = -1;
    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EPOLL_CTL_ADD = 1;

    private final SystemCalls calls = new SystemCalls();
    private final OpenAttempts attempts = new OpenAttempts();
    private final ConnectSocket sockets = new ConnectSocket(calls);
    private final Netlink netlink = new Netlink(calls);
    private final Links links = new Links(netlink);
    private final OwnAddresses own = new OwnAddresses(netlink);
    private final Verdict verdict = new Verdict(netlink, sockets, own, links);
    private final OwnResets resets = new OwnResets(own);
    private final Refused refused = new Refused();
    private final EpollEvents events = new EpollEvents(Arena.ofAuto().allocate(EVENTS * EpollEvents.BYTES, 8));
    private final EpollEvents added = new EpollEvents(Arena.ofAuto().allocate(EpollEvents.BYTES, 8));
    private final DropCounters drops = DropCounters.open();
    private final ConnectionTable tracked = ConnectionTable.open();
    private final DescriptorBudget descriptors;
    private final WakeUp wakeUp = new WakeUp(calls);
    private final int epoll;
    private final Partings partings;

    private EpollConnectTransport(int maxInFlight) {
        ErrnoTable.load();
        links.lostCarrier(); // the first look: what is down now was never up
        epoll = SystemCallFailed.check(calls.epollCreate(EPOLL_CLOEXEC), "epoll_create1", "EPOLL_CLOEXEC");
        partings = new Partings(calls, sockets, epoll);
        added.set(0, EpollEvents.EPOLLIN, WAKE_UP);
        SystemCallFailed.check(watch(wakeUp.descriptor()), "epoll_ctl", "EPOLL_CTL_ADD, eventfd");
        long limit = DescriptorBudget.raisedLimit(calls);
        descriptors = new DescriptorBudget(DescriptorBudget.usable(limit, DescriptorBudget.openNow()), maxInFlight);
    }

    /** A transport for the calling thread's network namespace, with at most 8,192 attempts in flight. */
    public static EpollConnectTransport open() {
        return open(DEFAULT_MAX_IN_FLIGHT);
    }

    /**
     * @param maxInFlight the most attempts in flight, from 1; fewer where descriptors are short
     */
    public static EpollConnectTransport open(int maxInFlight) {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("at least one attempt is in flight, not " + maxInFlight);
        }
        unsupported().ifPresent(why -> {
            throw new UnsupportedOperationException(why);
        });
        return new EpollConnectTransport(maxInFlight);
    }

    /** Why this transport cannot run here, in one sentence that says what to do; empty: it can. */
    public static Optional<String> unsupported() {
        return Machine.unsupported("epoll probing");
    }

    @Override
    public Method method() {
        return Method.CONNECT;
    }

    @Override
    public int capacity() {
        long tracking = attempts.size() + Math.min(tracked.room(), Integer.MAX_VALUE);
        return (int) Math.max(0, Math.min(descriptors.capacity() - partings.size(), tracking));
    }

    @Override
    public void send(int attempt, Address target, int port, Replies replies) {
        send(attempt, target, port, false, replies);
    }

    @Override
    public void sendGently(int attempt, Address target, int port, Replies replies) {
        partings.endWith(target);
        send(attempt, target, port, true, replies);
    }

    @Override
    public boolean takesLeaveOf(AddressSet hosts) {
        return partings.anyOf(hosts);
    }

    private void send(int attempt, Address target, int port, boolean gently, Replies replies) {
        int fd = sockets.open(target.v6());
        if (fd < 0) {
            replies.reply(attempt, refusedDescriptor(-fd));
            return;
        }
        descriptors.granted();
        tracked.take();
        boolean deaf = resets.deaf(target);
        if (deaf) {
            resets.deafen(calls, fd);
        }
        int result = sockets.connect(fd, target, port);
        if (result == -Errno.EINPROGRESS) {
            int sent = deaf ? OpenAttempts.DEAF : resets.interval();
            long data = attempts.add(fd, attempt, target, port, gently, sent);
            await(fd, data, replies);
        } else {
            Outcome outcome = verdict.atOnce(fd, -result, target, port);
            release(fd, outcome, target, gently);
            replies.reply(attempt, outcome);
        }
    }

    private Outcome refusedDescriptor(int errno) {
        if (errno == Errno.EMFILE || errno == Errno.ENFILE) {
            descriptors.refused(attempts.size());
        }
        return ErrnoTable.atOnce(errno);
    }

    private void await(int fd, long data, Replies replies) {
        added.set(0, EpollEvents.EPOLLOUT | EpollEvents.EPOLLET, data);
        int result = watch(fd);
        if (result < 0) {
            end(fd, ErrnoTable.atOnce(-result), replies);
        }
    }

    private int watch(int fd) {
        return calls.epollCtl(epoll, EPOLL_CTL_ADD, fd, added.memory());
    }

    @Override
    public void abandon(int attempt) {
        int fd = attempts.descriptorOfAttempt(attempt);
        if (fd >= 0) {
            attempts.remove(fd);
            sockets.close(fd);
        }
    }

    @Override
    public void poll(long maxWaitNanos, Replies replies) {
        long longest = partings.size() == 0
                ? maxWaitNanos
                : Math.clamp(partings.nextNanos(System.nanoTime()), 0, maxWaitNanos);
        poll((int) Math.min((longest + 999_999) / 1_000_000, Integer.MAX_VALUE), replies);
        if (partings.size() > 0) {
            partings.expire(System.nanoTime());
        }
    }

    private void poll(int waitMillis, Replies replies) {
        int wait = waitMillis;
        for (int batch = 0; batch < MAX_BATCHES; batch++) {
            int count = calls.epollWait(epoll, events.memory(), EVENTS, wait);
            if (count == -Errno.EINTR) {
                return;
            }
            SystemCallFailed.check(count, "epoll_wait", epoll + ", events, " + EVENTS + ", " + wait);
            handOver(count, replies);
            if (count < EVENTS) {
                return;
            }
            wait = 0;
        }
    }

    private void handOver(int count, Replies replies) {
        for (int i = 0; i < count; i++) {
            long data = events.data(i);
            if (data == WAKE_UP) {
                wakeUp.clear();
                continue;
            }
            if (Partings.isMeant(data)) {
                partings.ready(data);
                continue;
            }
            int fd = attempts.descriptorOf(data);
            if (fd >= 0) {
                ready(fd, events.events(i), replies);
            }
        }
        settleRefused(replies);
    }

    private void ready(int fd, int happened, Replies replies) {
        Outcome outcome = verdict.whenReady(fd, happened, attempts.target(fd), attempts.port(fd));
        if (outcome == ErrnoTable.CLOSED && attempts.sent(fd) != OpenAttempts.DEAF) {
            refused.add(attempts.data(fd));
        } else if (outcome != null) {
            end(fd, outcome, replies);
        }
    }

    /**
     * A reset is the target's unless this machine may have made it: then the engine is to ask again, by a socket that can
     * tell.
     */
    private void settleRefused(Replies replies) {
        if (refused.isEmpty()) {
            return;
        }
        resets.look();
        for (int i = 0; i < refused.size(); i++) {
            int fd = attempts.descriptorOf(refused.get(i));
            if (fd >= 0) {
                boolean own = resets.suspected(attempts.sent(fd)) && resets.deaf(attempts.target(fd));
                end(fd, own ? ErrnoTable.unknown(Reason.LOCAL_BUFFERS) : ErrnoTable.CLOSED, replies);
            }
        }
        refused.clear();
    }

    /** Closes the socket, then hands over the outcome; silence is not ours to tell. */
    private void end(int fd, Outcome outcome, Replies replies) {
        int attempt = attempts.attempt(fd);
        Address target = attempts.target(fd);
        boolean gently = attempts.gentle(fd);
        attempts.remove(fd);
        release(fd, outcome, target, gently);
        if (outcome.reason() != Reason.NO_RESPONSE) {
            replies.reply(attempt, outcome);
        }
    }

    private void release(int fd, Outcome outcome, Address target, boolean gently) {
        if (gently && outcome.reason() == Reason.SYN_ACK) {
            partings.begin(fd, target, System.nanoTime());
        } else {
            sockets.close(fd);
        }
    }

    @Override
    public void wakeUp() {
        wakeUp.signal();
    }

    @Override
    public boolean localDrops() {
        // Both, for each has its own memory of the last look.
        return drops.moved() | links.lostCarrier();
    }

    @Override
    public void close() {
        for (int fd = attempts.any(); fd >= 0; fd = attempts.any()) {
            attempts.remove(fd);
            sockets.close(fd);
        }
        partings.close();
        wakeUp.close();
        calls.close(epoll);
        drops.close();
        resets.close();
        tracked.close();
        descriptors.close();
    }
}
