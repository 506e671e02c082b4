package dev.scanctl.agent.probe.engine;

/**
 * How many attempts one host may have open, below the unit's cap: congestion control as TCP does it (RFC 5681 section 3.1).
 * It starts at a burst that a machine queues while it looks for a new neighbour, and gains one for each attempt that ends,
 * doubling each round trip, until more than an eighth is lost: only answers to later attempts show that, since a silent port
 * loses nothing. Then it halves, and half again while that goes on, and gains one for each window that is answered; where a
 * slower pace is being tried instead, or has shown that the loss does not depend on it, it keeps its first size at least. Smaller
 * losses are repaired by attempts. A host that never answered has no window but the cap: there is nothing it could be pressed
 * too hard for, and silence is to be learnt soon.
 */
final class HostWindow {
    private static final int FIRST_BURST = 64;
    private static final int FLOOR = 8;
    private static final float BEARABLE_LOSS = 1 / 8f;
    private static final long SHRINK_DISTANCE_NANOS = 200_000_000L;

    private float size = FIRST_BURST;
    private boolean shrunk;
    private long shrunkNanos = Long.MIN_VALUE / 2;

    /**
     * Attempts that may be open.
     *
     * @param cap the unit's, from 1
     * @param silent whether it never answered, though attempts have timed out
     */
    int size(int cap, boolean silent) {
        return silent ? cap : Math.min(cap, (int) size);
    }

    /** An attempt timed out, which by itself says nothing of loss. */
    void silent() {
        size += shrunk ? 0 : 1;
    }

    /** An answer came; after lost attempts it may mean that the host or its path is pressed too hard. */
    void answered(int lostAttempts, double recentLoss, HostState host, long nowNanos) {
        if (lostAttempts == 0) {
            size += shrunk ? 1 / size : 1;
        } else if (recentLoss > BEARABLE_LOSS && nowNanos - shrunkNanos >= SHRINK_DISTANCE_NANOS) {
            int floor = host.rate().pressed(nowNanos) ? FIRST_BURST : FLOOR;
            size = Math.max(floor, Math.min(size, host.inFlight + 1) / 2);
            shrunk = true;
            shrunkNanos = nowNanos;
        }
    }
}
