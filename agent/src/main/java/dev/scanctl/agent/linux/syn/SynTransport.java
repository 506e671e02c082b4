package dev.scanctl.agent.linux.syn;

import dev.scanctl.agent.linux.ConnectionTable;
import dev.scanctl.agent.linux.DropCounters;
import dev.scanctl.agent.linux.EphemeralPorts;
import dev.scanctl.agent.linux.Links;
import dev.scanctl.agent.linux.Machine;
import dev.scanctl.agent.linux.Netlink;
import dev.scanctl.agent.linux.Opened;
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
import dev.scanctl.wire.Reason;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * SYN probes on Linux. Packets are made by hand and sent in batches, at the latest with the next {@link #poll}; answers come
 * out of a ring that the kernel writes, and count only if a keyed hash in their numbers says that they answer a probe of
 * ours. The kernel itself resets what opens. All state belongs to the thread of one engine, which also works in that
 * thread's network namespace; only {@link #wakeUp} may be called from another. No memory is allocated for an attempt.
 */
public final class SynTransport implements Transport {
    /**
     * The most attempts in flight unless told otherwise: more than any machine sends in the second for which silence is waited
     * for. A table of so many is only made where they come to be in flight.
     */
    public static final int DEFAULT_MAX_IN_FLIGHT = 917_504;

    /** Transports of one process that do not hear each other's answers: each has source ports of its own. */
    public static final int MOST_IN_PROCESS = SourcePorts.PARTS;

    /** What slots are numbered with, of which the transport needs more than attempts in flight, to know late answers. */
    private static final int LEAST_SLOTS = 1_024;

    private static final int MOST_SLOTS = 1 << 20;
    /** A target on this machine fills two frames: the probe that comes round to it, and its answer. */
    private static final int FRAMES_PER_SLOT = 2;

    private static final int LEAST_FRAMES = 4_096;
    /** 8 MiB, and what comes in a tenth of a second at some 300,000 answers a second. */
    private static final int MOST_FRAMES = 32_768;
    private static final AtomicInteger OPENED = new AtomicInteger();

    private final SystemCalls calls = new SystemCalls();
    private final Netlink netlink = new Netlink(calls);
    private final Links links = new Links(netlink);
    private final Opened opened;
    private final DropCounters drops;
    private final ConnectionTable tracked;
    private final int maxInFlight;
    private final SentProbes probes;
    private final Validation validation;
    private final Routes routes;
    private final Lanes lanes;
    private final Refusals refusals;
    private final ReceiveRing ring;
    private final Waiting waiting;
    private final Answers answers;
    private final Heard heard = new Heard();

    private SynTransport(int maxInFlight, Opened opened) {
        this.maxInFlight = maxInFlight;
        this.opened = opened;
        drops = opened.add(DropCounters.open(), DropCounters::close);
        tracked = opened.add(ConnectionTable.open(), ConnectionTable::close);
        links.lostCarrier(); // the first look: what is down now was never up
        int slots = Math.max(LEAST_SLOTS, Integer.highestOneBit(maxInFlight * 2 - 1));
        SecureRandom random = new SecureRandom();
        SourcePorts ports = SourcePorts.choose(EphemeralPorts.read(), OPENED.getAndIncrement());
        validation = new Validation(ports, slots, new SipHash(random.nextLong(), random.nextLong()));
        probes = new SentProbes(slots);
        ring = opened.add(new ReceiveRing(calls, frames(slots), RingFilter.of(ports)), ReceiveRing::close);
        lanes = opened.add(new Lanes(calls, new ExpressLanes(calls, links)), Lanes::close);
        OwnAddresses own = new OwnAddresses(netlink);
        refusals = new Refusals(probes, lanes, own, links);
        routes = opened.add(new Routes(calls, Math.min(slots, 1 << 14)), Routes::close);
        waiting = opened.add(new Waiting(calls, ring.descriptor()), Waiting::close);
        answers = new Answers(probes, validation, own, new Rejections(netlink, own, links));
        routes.sentAll(System.nanoTime());
    }

    private static int frames(int slots) {
        return Math.clamp((long) slots * FRAMES_PER_SLOT, LEAST_FRAMES, MOST_FRAMES);
    }

    /** A transport for the calling thread's network namespace, with at most 917,504 attempts in flight. */
    public static SynTransport open() {
        return open(DEFAULT_MAX_IN_FLIGHT);
    }

    /**
     * @param maxInFlight the most attempts in flight, 1 to 1,048,576
     */
    public static SynTransport open(int maxInFlight) {
        if (maxInFlight < 1 || maxInFlight > MOST_SLOTS) {
            throw new IllegalArgumentException("1 to " + MOST_SLOTS + " attempts are in flight, not " + maxInFlight);
        }
        unsupported().ifPresent(why -> {
            throw new UnsupportedOperationException(why);
        });
        Opened opened = new Opened();
        try {
            return new SynTransport(maxInFlight, opened);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** Why this transport cannot run in the calling thread's namespace, in one sentence that says what to do; empty: it can. */
    public static Optional<String> unsupported() {
        return Machine.unsupported("SYN probing").or(() -> Privilege.missing("SYN probing", new SystemCalls()));
    }

    @Override
    public Method method() {
        return Method.SYN;
    }

    @Override
    public int capacity() {
        return (int) Math.min(maxInFlight, probes.inUse() + Math.min(tracked.room(), maxInFlight));
    }

    @Override
    public void send(int attempt, Address target, int port, Replies replies) {
        Route route = routes.to(target);
        if (route.errno != 0) {
            replies.reply(attempt, ErrnoTable.atOnce(route.errno));
            return;
        }
        int slot = probes.add(attempt, target, port);
        if (slot == SentProbes.NONE) {
            replies.reply(attempt, ErrnoTable.unknown(Reason.LOCAL_PORTS));
            return;
        }
        Lane lane = lanes.forRoute(route, target.v6());
        if (lanes.isTracked(lane)) {
            tracked.take();
        }
        int sequence = validation.sequence(target, port, slot);
        probes.numbered(slot, sequence);
        lane.add(slot, route, target, validation.sourcePort(slot), port, sequence);
        if (lane.isFull()) {
            lane.flush(refusals);
        }
    }

    @Override
    public void abandon(int attempt) {
        int slot = probes.slotOf(attempt);
        if (slot != SentProbes.NONE) {
            lanes.remove(slot);
            probes.end(slot, null);
        }
    }

    @Override
    public void poll(long maxWaitNanos, Replies replies) {
        lanes.flush(refusals);
        routes.sentAll(System.nanoTime());
        boolean refused = refusals.handOver(replies);
        if (maxWaitNanos > 0 && !refused && !ring.hasNext()) {
            waiting.await(maxWaitNanos);
        }
        // At most a ring full, so that answers that cause sends cannot hold it for ever.
        for (int left = ring.frames(); left > 0 && ring.hasNext(); left--) {
            if (ring.next(heard)) {
                answers.handOver(heard, replies);
            }
        }
    }

    /** Packets that passed the filter and answer no probe of ours. */
    long ignored() {
        return answers.ignored();
    }

    @Override
    public void wakeUp() {
        waiting.wakeUp();
    }

    @Override
    public boolean localDrops() {
        // All of them, for each has its own memory of the last look.
        return drops.moved() | links.lostCarrier() | ring.dropped();
    }

    @Override
    public void close() {
        opened.close();
    }
}
