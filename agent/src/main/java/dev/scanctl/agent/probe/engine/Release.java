package dev.scanctl.agent.probe.engine;

/**
 * How fast a host is asked after it was asked slowly: as fast as before at first, and every second twice as fast, until nothing holds
 * it back any more. What had to wait would go out in one burst otherwise, the first of which a host that limits would answer only.
 */
final class Release {
    private static final long SECOND_NANOS = 1_000_000_000L;
    /** Times that the pace doubles. */
    private static final int DOUBLINGS = 5;

    private long firstPerSecond;
    private int doubled;
    private long doubledNanos;
    private Pace pace = Pace.UNLIMITED;

    void begin(long perSecond, long nowNanos) {
        firstPerSecond = Math.max(1, perSecond);
        doubled = 0;
        doubledNanos = nowNanos;
        pace = Pace.of(firstPerSecond);
    }

    /** Lets time pass. */
    void refresh(long nowNanos) {
        if (pace.intervalNanos() > 0 && nowNanos - doubledNanos >= SECOND_NANOS) {
            doubled++;
            doubledNanos = nowNanos;
            pace = doubled < DOUBLINGS ? Pace.of(firstPerSecond << doubled) : Pace.UNLIMITED;
        }
    }

    /** Unlimited unless it was begun a short while ago. */
    Pace pace() {
        return pace;
    }
}
