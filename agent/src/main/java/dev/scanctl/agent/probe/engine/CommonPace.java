package dev.scanctl.agent.probe.engine;

import dev.scanctl.agent.probe.Manners;

/**
 * The rate that some units of an engine keep together ({@link Manners#enginePps}); others do not count. Owned by the engine's
 * thread.
 */
final class CommonPace {
    private Pace pace = Pace.UNLIMITED;
    private long pps;
    private long theoreticalNanos;

    boolean allows(Manners manners, long nowNanos) {
        return manners.enginePps() == 0 || of(manners).allows(theoreticalNanos, nowNanos);
    }

    /** An attempt of such a unit, or of another, goes out. */
    void sent(Manners manners, long nowNanos) {
        if (manners.enginePps() != 0) {
            theoreticalNanos = of(manners).afterSending(theoreticalNanos, nowNanos, 1);
        }
    }

    /** When {@link #allows} may become true; 0: at once. */
    long nextNanos(Manners manners) {
        return manners.enginePps() == 0 ? 0 : of(manners).wakeNanos(theoreticalNanos);
    }

    private Pace of(Manners manners) {
        if (manners.enginePps() != pps) {
            pps = manners.enginePps();
            pace = Pace.of(pps);
        }
        return pace;
    }
}
