package dev.scanctl.agent.probe.measure;

/**
 * Whether hosts that answered before fall silent together while this machine drops nothing: a firewall or router on the path has
 * no room for more connections, or the path is broken. One host that goes proves nothing, and where others that were asked
 * again still answer, the path is well. Pure; times are nanoseconds since the engine's start. Owned by the engine's thread.
 */
public final class PathWatch {
    /** Hosts that must have gone. */
    private static final int MANY = 8;
    /** Of them for each that was asked again and answered. */
    private static final int OUTWEIGH = 4;
    /** A host is asked again for some five seconds before it counts as gone. */
    private static final long TOGETHER_NANOS = 30_000_000_000L;
    /** After an alarm, what was under way then still comes in. */
    private static final long REST_NANOS = 60_000_000_000L;

    private int gone;
    private int alive;
    private long sinceNanos = Long.MIN_VALUE / 2;
    private long restUntilNanos = Long.MIN_VALUE / 2;

    /** A host with many silent ports answered what it had answered before. */
    public void answered(long nowNanos) {
        roll(nowNanos);
        alive++;
    }

    /**
     * A host did not, however often it was asked.
     *
     * @return whether it is time to say so
     */
    public boolean gone(long nowNanos) {
        roll(nowNanos);
        gone++;
        boolean alarm = nowNanos >= restUntilNanos && gone >= MANY && gone >= OUTWEIGH * alive;
        if (alarm) {
            restUntilNanos = nowNanos + REST_NANOS;
        }
        return alarm;
    }

    private void roll(long nowNanos) {
        if (nowNanos - sinceNanos >= TOGETHER_NANOS) {
            sinceNanos = nowNanos;
            gone = 0;
            alive = 0;
        }
    }
}
