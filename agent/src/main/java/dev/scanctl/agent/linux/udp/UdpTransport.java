package dev.scanctl.agent.linux.udp;

import dev.scanctl.agent.linux.ConnectionTable;
import dev.scanctl.agent.linux.DropCounters;
import dev.scanctl.agent.linux.Links;
import dev.scanctl.agent.linux.Machine;
import dev.scanctl.agent.linux.Netlink;
import dev.scanctl.agent.linux.OwnAddresses;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.agent.linux.WakeUp;
import dev.scanctl.agent.linux.verdict.ErrnoTable;
import dev.scanctl.agent.linux.verdict.Rejections;
import dev.scanctl.agent.payload.Payload;
import dev.scanctl.agent.payload.Payloads;
import dev.scanctl.agent.probe.Replies;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.util.Optional;

/**
 * UDP probes on Linux: some unconnected sockets for all attempts, {@link dev.scanctl.agent.payload.Payloads the words of
 * each port's protocol}, ICMP errors from the socket error queue, whose entries name the destination they are about. All
 * state belongs to the thread of one engine, which also works in that thread's network namespace; only {@link #wakeUp} may
 * be called from another. No memory is allocated for an attempt. Needs no privilege.
 *
 * <p>A link-local target needs a zone, which an address does not have: it is a fault of our own routing. Port 0 cannot be
 * sent to.
 */
public final class UdpTransport implements Transport {
    /** The most attempts in flight unless told otherwise. */
    public static final int DEFAULT_MAX_IN_FLIGHT = 8_192;

    private static final int WAKE_UP = -1;

    private final SystemCalls calls = new SystemCalls();
    private final Netlink netlink = new Netlink(calls);
    private final Links links = new Links(netlink);
    private final OwnAddresses own = new OwnAddresses(netlink);
    private final WakeUp wakeUp = new WakeUp(calls);
    private final Readiness readiness = new Readiness(calls);
    private final SocketPool sockets = new SocketPool(calls, readiness);
    private final DropCounters drops = DropCounters.open();
    private final ConnectionTable tracked = ConnectionTable.open();
    private final SentProbes sent;
    private final Inbox inbox;
    private final Outbox outbox;
    private final int maxInFlight;
    private boolean closed;

    private UdpTransport(int maxInFlight) {
        this.maxInFlight = maxInFlight;
        sent = new SentProbes(maxInFlight);
        Verdicts verdicts = new Verdicts(new Rejections(netlink, own, links));
        inbox = new Inbox(calls, sockets, new Attribution(sent, sockets), verdicts, own);
        outbox = new Outbox(sockets, inbox);
        ErrnoTable.load();
        links.lostCarrier(); // the first look: what is down now was never up
        readiness.watch(wakeUp.descriptor(), WAKE_UP);
    }

    /** A transport for the calling thread's network namespace, with at most 8,192 attempts in flight. */
    public static UdpTransport open() {
        return open(DEFAULT_MAX_IN_FLIGHT);
    }

    /**
     * @param maxInFlight the most attempts in flight, from 1
     */
    public static UdpTransport open(int maxInFlight) {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("at least one attempt is in flight, not " + maxInFlight);
        }
        unsupported().ifPresent(why -> {
            throw new UnsupportedOperationException(why);
        });
        return new UdpTransport(maxInFlight);
    }

    /** Why this transport cannot run here, in one sentence that says what to do; empty: it can. */
    public static Optional<String> unsupported() {
        return Machine.unsupported("UDP probing");
    }

    @Override
    public Method method() {
        return Method.UDP;
    }

    @Override
    public int capacity() {
        return (int) Math.min(maxInFlight, sent.open() + Math.min(tracked.room(), maxInFlight));
    }

    @Override
    public void send(int attempt, Address target, int port, Replies replies) {
        Payload payload = Payloads.forPort(port, sent.attemptsAt(target, port));
        send(attempt, target, port, payload, replies);
    }

    @Override
    public void sendGently(int attempt, Address target, int port, Replies replies) {
        send(attempt, target, port, Payloads.nothing(), replies);
    }

    private void send(int attempt, Address target, int port, Payload payload, Replies replies) {
        if (sockets.hasPort(port) && own.contains(target)) {
            replies.reply(attempt, Verdicts.CLOSED); // but for this transport nobody has it
        } else if (!sent.makeRoom(System.nanoTime())) {
            replies.reply(attempt, ErrnoTable.unknown(Reason.LOCAL_BUFFERS));
        } else {
            int errno = outbox.send(target, port, payload, replies);
            if (errno == 0) {
                tracked.take();
                sent.add(attempt, target, port, sockets.indexFor(target, port));
            } else {
                replies.reply(attempt, port == 0 ? ErrnoTable.unknown(Reason.LOCAL_OTHER) : Verdicts.notSent(errno));
            }
        }
    }

    @Override
    public void abandon(int attempt) {
        int slot = sent.slotOf(attempt);
        if (slot != SentProbes.NONE) {
            sent.end(slot, PortState.UNKNOWN, System.nanoTime());
        }
    }

    @Override
    public void poll(long maxWaitNanos, Replies replies) {
        int count = readiness.await(maxWaitNanos);
        for (int i = 0; i < count; i++) {
            if (readiness.data(i) == WAKE_UP) {
                wakeUp.clear();
            } else {
                inbox.empty(readiness.data(i), replies);
            }
        }
    }

    @Override
    public void wakeUp() {
        wakeUp.signal();
    }

    @Override
    public boolean localDrops() {
        // All, for each has its own memory of the last look.
        return drops.moved() | links.lostCarrier() | sockets.droppedAnswers();
    }

    /** Datagrams and ICMP errors so far that belonged to no attempt, or said nothing new. */
    long ignored() {
        return inbox.ignored();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            sockets.close();
            wakeUp.close();
            readiness.close();
            drops.close();
            tracked.close();
        }
    }
}
