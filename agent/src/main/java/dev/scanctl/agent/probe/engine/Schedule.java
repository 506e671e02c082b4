package dev.scanctl.agent.probe.engine;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;

/**
 * Which probe of a unit is next.
 *
 * <p>The unit is walked once in the order of a permutation over (host rank × port rank), so hosts and ports are spread
 * without a list of them. A probe whose host can take no more at that moment joins its host's queue, and so does a probe
 * to be tried again, with its due time; the walk goes on. A host with something queued is in one of three places: in a
 * ring, when it may send now; in the heap of sleepers, when it may from a known time on; or nowhere, when all its places
 * are taken and the end of an attempt will bring it back. So no step ever looks at hosts that cannot send.
 *
 * <p>Heard hosts go first, then the walk, then hosts that never answered, so that the dead do not hold up the living.
 * Every probe is in one place at a time: not yet walked, queued, in flight, or decided.
 */
final class Schedule {
    static final int NONE = -1;
    /** Steps of the walk in one call, so that one unit does not hold up the others: some 100 µs. */
    private static final int STEPS = 2048;

    private static final long MILLI = 1_000_000;

    private final HostState[] hosts;
    private final DrawnOrder order;
    /** Probes that the walk has come by, all those before it in the order. */
    private int walked;

    private final long originNanos;
    private final ProbeCells cells;

    private final IntRing heardReady;
    private final IntRing unheardReady;
    private final WakeHeap sleepers = new WakeHeap();
    private ProbeLimits limits;
    private Pace hostPace;

    Schedule(ProbeUnit unit, HostState[] hosts, DrawnOrder order, ProbeCells cells, long originNanos) {
        this.hosts = hosts;
        this.order = order;
        this.originNanos = originNanos;
        this.cells = cells;
        this.heardReady = new IntRing(hosts.length);
        this.unheardReady = new IntRing(hosts.length);
        this.limits = unit.limits();
        this.hostPace = Pace.of(limits.hostPps());
    }

    /** Before the first probe is taken: others may just have used up what each host may be sent. */
    void begin(long nowNanos) {
        for (HostState host : hosts) {
            host.paceNanos = hostPace.spent(nowNanos);
        }
    }

    void limit(ProbeLimits newLimits) {
        limits = newLimits;
        hostPace = Pace.of(newLimits.hostPps());
    }

    /**
     * Takes the next probe that may be sent now, or one of a closed host, which is to be settled. Its host stays out of
     * the rings until {@link #sent} or {@link #rearm}.
     *
     * @param unheardToo whether hosts that never answered may send
     * @return {@link #NONE}: there is none now
     */
    int take(long nowNanos, boolean unheardToo) {
        while (sleepers.firstNanos() <= nowNanos) {
            wake(nowNanos);
        }
        int probe = fromRing(heardReady, nowNanos);
        if (probe == NONE) {
            probe = walk(nowNanos, unheardToo);
        }
        return probe == NONE && unheardToo ? fromRing(unheardReady, nowNanos) : probe;
    }

    /** A probe of the host was sent. */
    void sent(HostState host, int probe, long nowNanos) {
        cells.setDueMillis(probe, (int) ((nowNanos - originNanos) / MILLI));
        host.paceNanos = paceOf(host).afterSending(host.paceNanos, nowNanos, 1);
        rearm(host, nowNanos);
    }

    /** What was sent to the host of late may have left only now. */
    void leftLate(HostState host, long nowNanos) {
        host.paceNanos = Math.max(host.paceNanos, paceOf(host).spent(nowNanos));
    }

    /** So many packets more go to the host. */
    void repeated(HostState host, long packets, long nowNanos) {
        host.paceNanos = paceOf(host).afterSending(host.paceNanos, nowNanos, packets);
    }

    /** When a probe that is not queued was last sent, to the millisecond. */
    long lastSentNanos(int probe) {
        return dueNanos(probe);
    }

    /** Queues a probe to be tried again. */
    void requeue(HostState host, int probe, long dueNanos, long nowNanos) {
        cells.setDueMillis(probe, (int) ((dueNanos - originNanos + MILLI - 1) / MILLI));
        host.retries.add(probe, cells);
        rearm(host, nowNanos);
    }

    /** The host answered for the first time and goes before the others from now on. */
    void heard(HostState host, long nowNanos) {
        host.ring = null;
        rearm(host, nowNanos);
    }

    /** Something about the host changed: puts it where it belongs. */
    void rearm(HostState host, long nowNanos) {
        if (host.ring != null || !host.hasQueued() || !host.closed() && !host.hasRoom(limits.hostInFlight())) {
            return;
        }
        long ready = readyNanos(host);
        if (ready <= nowNanos) {
            host.ring = host.heard ? heardReady : unheardReady;
            host.ring.add(host.rank);
        } else if (ready < host.wakeNanos) {
            host.wakeNanos = ready;
            sleepers.push(ready, host.rank);
        }
    }

    /** When {@link #take} may give something if nothing else happens; 0: at once; {@link Long#MAX_VALUE}: never. */
    long nextNanos(boolean unheardToo) {
        boolean ready = !heardReady.isEmpty() || unheardToo && !unheardReady.isEmpty() || walkable();
        return ready ? 0 : sleepers.firstNanos();
    }

    private void wake(long nowNanos) {
        long time = sleepers.firstNanos();
        HostState host = hosts[sleepers.pop()];
        if (host.wakeNanos == time) {
            host.wakeNanos = HostState.NEVER;
            rearm(host, nowNanos);
        }
    }

    private int fromRing(IntRing ring, long nowNanos) {
        while (!ring.isEmpty()) {
            HostState host = hosts[ring.take()];
            if (host.ring == ring) {
                host.ring = null;
                if (host.hasQueued() && (host.closed() || ready(host, nowNanos))) {
                    return takeQueued(host);
                }
                rearm(host, nowNanos);
            }
        }
        return NONE;
    }

    /** From a host that has something due, or is closed and has something queued: fresh probes first. */
    private int takeQueued(HostState host) {
        ProbeQueue queue = host.fresh.isEmpty() ? host.retries : host.fresh;
        return queue.take(cells);
    }

    private boolean walkable() {
        return walked < order.size() && !(hosts.length == 1 && !hosts[0].fresh.isEmpty());
    }

    private int walk(long nowNanos, boolean unheardToo) {
        for (int step = 0; step < STEPS && walkable(); step++) {
            int probe = walked++;
            HostState host = hosts[order.host(probe)];
            if (host.closed() || (host.heard || unheardToo) && free(host, nowNanos)) {
                return probe;
            }
            host.fresh.add(probe, cells);
            rearm(host, nowNanos);
        }
        return NONE;
    }

    /** Whether the host may be sent something. */
    private boolean free(HostState host, long nowNanos) {
        return host.hasRoom(limits.hostInFlight())
                && paceOf(host).allows(host.paceNanos, nowNanos)
                && host.pausedNanos <= nowNanos;
    }

    /** Whether the host may be sent something that it has queued. */
    private boolean ready(HostState host, long nowNanos) {
        return free(host, nowNanos) && readyNanos(host) <= nowNanos;
    }

    private long readyNanos(HostState host) {
        if (host.closed()) {
            return 0;
        }
        long due = host.fresh.isEmpty() ? dueNanos(host.retries.peek()) : 0;
        return Math.max(due, Math.max(host.pausedNanos, paceOf(host).readyNanos(host.paceNanos)));
    }

    /** The slower of the cap and what the host was found to bear. */
    private Pace paceOf(HostState host) {
        Pace own = host.ownPace();
        return own.intervalNanos() > hostPace.intervalNanos() ? own : hostPace;
    }

    private long dueNanos(int probe) {
        return originNanos + cells.dueMillis(probe) * MILLI;
    }
}
