package dev.scanctl.agent.probe.engine;

import dev.scanctl.agent.probe.Transport;
import dev.scanctl.agent.probe.measure.PathWatch;
import java.lang.System.Logger.Level;

/**
 * How many attempts may be open over all units, and how fast they may follow each other: at most what the transport grants, fewer after it ran into a limit of
 * this machine (an eighth less than were open then, slowly more again), and hosts that never answered get half of it
 * while others do answer.
 */
final class Concurrency {
    private static final System.Logger LOG = System.getLogger(Concurrency.class.getName());
    private static final int FLOOR = 8;
    private static final long GROWTH_NANOS = 50_000_000L;
    private static final long LIVELY_NANOS = 1_000_000_000L;

    /** Rest after a fault, so that a machine that grants nothing at all is not asked in a tight loop. */
    private static final long REST_NANOS = 2_000_000L;

    private final Transport transport;
    private int capacity = 1;
    private int limit = Integer.MAX_VALUE;
    private long grownNanos;
    private long restUntilNanos;
    private long heardNanos = Long.MIN_VALUE / 2;
    private final SendRate rate = new SendRate();
    private final PathWatch path = new PathWatch();
    private int inFlight;
    private int unheard;
    private boolean lively;

    Concurrency(Transport transport) {
        this.transport = transport;
    }

    /** Looks at the transport's capacity again and lets the limit grow where no fault came for a while. */
    void refresh(long nowNanos) {
        rate.refresh(nowNanos);
        capacity = transport.capacity();
        lively = nowNanos - heardNanos < LIVELY_NANOS;
        if (limit < capacity && nowNanos - grownNanos >= GROWTH_NANOS) {
            limit += 1 + limit / 64;
            grownNanos = nowNanos;
        }
    }

    boolean mayOpen(long nowNanos) {
        return inFlight < Math.min(capacity, limit) && nowNanos >= restUntilNanos && rate.allows();
    }

    /** When {@link #mayOpen} may become true if no attempt ends; {@link Long#MAX_VALUE}: never. */
    long nextNanos() {
        boolean room = inFlight < Math.min(capacity, limit);
        return room ? Math.max(restUntilNanos, rate.nextNanos()) : Long.MAX_VALUE;
    }

    /** Whether a host that was never heard may open an attempt. */
    boolean unheardMayOpen() {
        int all = Math.min(capacity, limit);
        return unheard < (lively ? Math.max(1, all / 2) : all);
    }

    void opened(boolean heard) {
        rate.sent();
        inFlight++;
        unheard += heard ? 0 : 1;
    }

    void closed(boolean heard) {
        inFlight--;
        unheard -= heard ? 0 : 1;
    }

    /** An answer came from a host. */
    void heard(long nowNanos) {
        heardNanos = nowNanos;
    }

    /** A host was heard for the first time, with so many attempts open. */
    void becameHeard(int open) {
        unheard -= open;
    }

    /** An answer took so much longer than its host's soonest. */
    void answered(long excessNanos) {
        rate.answered(excessNanos);
    }

    /** An answer came after its attempt's time. */
    void late() {
        rate.late();
    }

    /** Packets were dropped on this machine. */
    void dropped(long nowNanos) {
        rate.dropped(nowNanos);
    }

    /** A host with many silent ports answered what it had answered before. */
    void stillAnswers(long nowNanos) {
        path.answered(nowNanos);
    }

    /** A host that had answered does not any more, and this machine dropped nothing. */
    void gone(long nowNanos) {
        if (path.gone(nowNanos)) {
            LOG.log(
                    Level.WARNING,
                    "Many hosts that had answered fell silent together: a firewall or router on the path may have run out of"
                            + " room for connections, or the path is broken. At most {0} probes a second are sent for the"
                            + " next two minutes; if this comes again, scan with a lower --rate. Ports that were asked then"
                            + " are not probed (suspended); retry fills them.",
                    rate.pathFull(nowNanos));
        }
    }

    /** The machine granted no more than what is open now. */
    void exhausted(long nowNanos) {
        limit = Math.max(FLOOR, Math.min(limit, inFlight - inFlight / 8));
        grownNanos = nowNanos;
        restUntilNanos = nowNanos + REST_NANOS;
    }
}
