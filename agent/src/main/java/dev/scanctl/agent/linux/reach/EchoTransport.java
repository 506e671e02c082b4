package dev.scanctl.agent.linux.reach;

import dev.scanctl.agent.linux.ConnectionTable;
import dev.scanctl.agent.linux.DropCounters;
import dev.scanctl.agent.linux.Errno;
import dev.scanctl.agent.linux.IcmpRejection;
import dev.scanctl.agent.linux.Links;
import dev.scanctl.agent.linux.Machine;
import dev.scanctl.agent.linux.Netlink;
import dev.scanctl.agent.linux.OwnAddresses;
import dev.scanctl.agent.linux.Privilege;
import dev.scanctl.agent.linux.SipHash;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.agent.linux.Waiting;
import dev.scanctl.agent.linux.verdict.ErrnoTable;
import dev.scanctl.agent.linux.verdict.Rejections;
import dev.scanctl.agent.probe.Replies;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * ICMP and ICMPv6 echo: whoever answers is there. An address of this machine itself is, without a packet. Ports are not
 * looked at. All state belongs to the thread of one engine; only {@link #wakeUp} may be called from another.
 */
public final class EchoTransport implements Transport {
    private static final Outcome ALIVE = Outcome.of(PortState.CLOSED, Reason.ECHO_REPLY);
    /** Some ten thousand a second into silence. */
    private static final int MOST_IN_FLIGHT = 8_192;
    /** Messages read in one call, so that a flood of them cannot hold it for ever. */
    private static final int MOST_READ = 1_024;

    private final SystemCalls calls = new SystemCalls();
    private final Netlink netlink = new Netlink(calls);
    private final Links links = new Links(netlink);
    private final OwnAddresses own = new OwnAddresses(netlink);
    private final Rejections rejections = new Rejections(netlink, own, links);
    private final DropCounters drops = DropCounters.open();
    private final ConnectionTable tracked = ConnectionTable.open();
    private final IcmpSocket v4 = new IcmpSocket(calls, false);
    private final IcmpSocket v6 = new IcmpSocket(calls, true);
    private final Waiting waiting = new Waiting(calls, v4.descriptor(), v6.descriptor());
    private final Questions questions = new Questions();
    private final SipHash hash;
    private int serial;
    private boolean closed;

    private EchoTransport() {
        SecureRandom random = new SecureRandom();
        hash = new SipHash(random.nextLong(), random.nextLong());
        links.lostCarrier(); // the first look: what is down now was never up
    }

    /** A transport for the calling thread's network namespace. */
    public static EchoTransport open() {
        unsupported().ifPresent(why -> {
            throw new UnsupportedOperationException(why);
        });
        return new EchoTransport();
    }

    /** Why this transport cannot run in the calling thread's namespace, in one sentence that says what to do; empty: it can. */
    public static Optional<String> unsupported() {
        return Machine.unsupported("ICMP echo").or(() -> Privilege.missing("ICMP echo", new SystemCalls()));
    }

    @Override
    public Method method() {
        return Method.ICMP_ECHO;
    }

    @Override
    public int capacity() {
        return (int) Math.min(MOST_IN_FLIGHT, questions.open() + Math.min(tracked.room(), MOST_IN_FLIGHT));
    }

    @Override
    public void send(int attempt, Address target, int port, Replies replies) {
        if (own.contains(target)) {
            replies.reply(attempt, ALIVE);
            return;
        }
        Questions.Question question = questions.ask(attempt, target, EchoMessage.token(hash, target, serial++));
        long sent = (target.v6() ? v6 : v4).send(target, question.token());
        if (sent < 0) {
            questions.takeBack(question);
            replies.reply(attempt, fault((int) -sent, target));
        } else {
            tracked.take();
        }
    }

    /** A link without a carrier takes nothing, and says so as if its queue were full. */
    private Outcome fault(int errno, Address target) {
        return errno == Errno.ENOBUFS && own.onDeadLink(target, links)
                ? ErrnoTable.unknown(Reason.LOCAL_LINK)
                : ErrnoTable.whenSending(errno);
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

    private boolean read(IcmpSocket socket, Replies replies) {
        int count = 0;
        while (count < MOST_READ && socket.receive(heard -> handOver(heard, replies))) {
            count++;
        }
        return count > 0;
    }

    private void handOver(HeardIcmp heard, Replies replies) {
        for (Questions.Question question : questions.about(heard.target())) {
            if (heard.answers(question.token())) {
                questions.answered(question, outcome(heard.rejection(), heard.target()), replies);
            }
        }
    }

    private Outcome outcome(@Nullable IcmpRejection rejection, Address target) {
        return rejection == null ? ALIVE : rejections.outcome(rejection, target);
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
            drops.close();
            tracked.close();
        }
    }
}
