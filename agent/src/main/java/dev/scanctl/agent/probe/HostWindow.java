package dev.scanctl.agent.probe;

/**
 * How many attempts one host may have open, below the unit's cap. It starts at the cap but for a first burst, since a
 * machine queues only some packets while it looks for a new neighbour. A host that loses more than an eighth gets half,
 * and half again while that goes on, and gains one for each window that is answered; smaller losses are repaired by attempts.
 */
final class HostWindow {
    private static final int FIRST_BURST = 64;
    private static final int FLOOR = 8;
    private static final float BEARABLE_LOSS = 1 / 8f;
    private static final long SHRINK_DISTANCE_NANOS = 200_000_000L;

    private float size = Float.MAX_VALUE;
    private long shrunkNanos = Long.MIN_VALUE / 2;

    /**
     * Attempts that may be open.
     *
     * @param cap the unit's, from 1
     * @param tried whether anything is known of the host, an answer or a time-out
     */
    int size(int cap, boolean tried) {
        int size = Math.min(cap, (int) this.size);
        return tried ? size : Math.min(size, FIRST_BURST);
    }

    /** An answer came; after lost attempts it may mean that the host or its path is pressed too hard. */
    void answered(int lostAttempts, float recentLoss, int inFlight, long nowNanos) {
        if (lostAttempts == 0) {
            size += 1 / size;
        } else if (recentLoss > BEARABLE_LOSS && nowNanos - shrunkNanos >= SHRINK_DISTANCE_NANOS) {
            size = Math.max(FLOOR, Math.min(size, inFlight + 1) / 2);
            shrunkNanos = nowNanos;
        }
    }
}
