package dev.scanctl.agent.linux.reach;

import dev.scanctl.agent.linux.DropCounters;
import dev.scanctl.agent.linux.Links;
import dev.scanctl.agent.linux.Machine;
import dev.scanctl.agent.linux.Netlink;
import dev.scanctl.agent.linux.NextHops;
import dev.scanctl.agent.linux.OwnAddresses;
import dev.scanctl.agent.linux.Privilege;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.agent.linux.Waiting;
import dev.scanctl.agent.linux.verdict.ErrnoTable;
import dev.scanctl.agent.probe.Replies;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.util.Optional;

/**
 * ARP and neighbour solicitation, for addresses on this machine's own Ethernet links: whoever is there must answer, whatever
 * it filters. An answer counts if its sender was asked for on the link it comes from. The packets are our own, so nobody that
 * is missing gets an entry in the kernel's neighbour table. Ports are not looked at. All state belongs to the thread of one
 * engine; only {@link #wakeUp} may be called from another.
 */
public final class NeighbourTransport implements Transport {
    private static final Outcome ALIVE = Outcome.of(PortState.CLOSED, Reason.NEIGHBOUR_REPLY);
    /** Every question reaches all machines of the link, so there are at most some thousand a second where nobody answers. */
    private static final int MOST_IN_FLIGHT = 512;

    private static final int MOST_READ = 1_024;

    private final SystemCalls calls = new SystemCalls();
    private final Netlink netlink = new Netlink(calls);
    private final Links links = new Links(netlink);
    private final OwnAddresses own = new OwnAddresses(netlink);
    private final NextHops nextHops = new NextHops(calls);
    private final DropCounters drops = DropCounters.open();
    private final LinkSocket v4 = new LinkSocket(calls, false);
    private final LinkSocket v6 = new LinkSocket(calls, true);
    private final Waiting waiting = new Waiting(calls, v4.descriptor(), v6.descriptor());
    private final Questions questions = new Questions();
    private boolean closed;

    private NeighbourTransport() {
        links.lostCarrier(); // the first look: what is down now was never up
    }

    /** A transport for the calling thread's network namespace. */
    public static NeighbourTransport open() {
        unsupported().ifPresent(why -> {
            throw new UnsupportedOperationException(why);
        });
        return new NeighbourTransport();
    }

    /** Why this transport cannot run in the calling thread's namespace, in one sentence that says what to do; empty: it can. */
    public static Optional<String> unsupported() {
        return Machine.unsupported("ARP").or(() -> Privilege.missing("ARP", new SystemCalls()));
    }

    @Override
    public Method method() {
        return Method.NEIGHBOUR;
    }

    @Override
    public int capacity() {
        return MOST_IN_FLIGHT;
    }

    @Override
    public void send(int attempt, Address target, int port, Replies replies) {
        if (own.contains(target)) {
            replies.reply(attempt, ALIVE);
            return;
        }
        Optional<NextHops.OnLink> way = nextHops.onLink(target);
        if (way.isEmpty() || links.mac(way.get().link()) < 0) {
            replies.reply(attempt, ErrnoTable.unknown(Reason.LOCAL_ROUTE));
        } else if (links.down(way.get().link())) {
            replies.reply(attempt, ErrnoTable.unknown(Reason.LOCAL_LINK));
        } else {
            ask(attempt, target, way.get(), replies);
        }
    }

    private void ask(int attempt, Address target, NextHops.OnLink way, Replies replies) {
        Questions.Question question = questions.ask(attempt, target, way.link());
        LinkSocket socket = target.v6() ? v6 : v4;
        long sent = socket.send(way.link(), links.mac(way.link()), way.source(), target);
        if (sent < 0) {
            questions.takeBack(question);
            replies.reply(attempt, ErrnoTable.whenSending((int) -sent));
        }
    }

    @Override
    public void abandon(int attempt) {
        questions.abandon(attempt);
    }

    @Override
    public void poll(long maxWaitNanos, Replies replies) {
        if (!read(replies) && maxWaitNanos > 0) {
            waiting.await(maxWaitNanos);
            read(replies);
        }
    }

    /** Whether there was anything. */
    private boolean read(Replies replies) {
        return read(v4, replies) | read(v6, replies);
    }

    private boolean read(LinkSocket socket, Replies replies) {
        int count = 0;
        while (count < MOST_READ && socket.receive((who, link) -> handOver(who, link, replies))) {
            count++;
        }
        return count > 0;
    }

    /** Whoever answers one question has answered all that are open about it. */
    private void handOver(Address who, int link, Replies replies) {
        for (Questions.Question question : questions.about(who)) {
            if (question.token() == link) {
                questions.answered(question, ALIVE, replies);
            }
        }
    }

    @Override
    public void wakeUp() {
        waiting.wakeUp();
    }

    @Override
    public boolean localDrops() {
        // All of them, for each has its own memory of the last look.
        return drops.moved() | links.lostCarrier() | v4.dropped() | v6.dropped();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            waiting.close();
            v4.close();
            v6.close();
            nextHops.close();
            drops.close();
        }
    }
}
