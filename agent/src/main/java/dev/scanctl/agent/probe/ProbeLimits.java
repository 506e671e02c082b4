package dev.scanctl.agent.probe;

/**
 * How hard a unit may press, from its profile, the operator's overrides and the coordinator's rate share.
 *
 * @param maxPps attempts a second over the unit; 0: no cap
 * @param hostPps attempts a second for each host; 0: no cap
 * @param hostInFlight attempts open at a time for each host, from 1
 * @param minAttempts attempts before silence is a verdict, from 1 (2 unless the operator said less)
 * @param maxAttempts most attempts of one port where loss is seen, not below minAttempts
 * @param hostTimeoutNanos time one host may take before the rest of it is not probed; 0: no limit
 * @param manners the same for as long as the unit lives
 */
public record ProbeLimits(
        long maxPps,
        long hostPps,
        int hostInFlight,
        int minAttempts,
        int maxAttempts,
        long hostTimeoutNanos,
        Manners manners) {

    public ProbeLimits {
        if (maxPps < 0 || hostPps < 0 || hostTimeoutNanos < 0) {
            throw new IllegalArgumentException("a limit is not negative");
        }
        if (hostInFlight < 1 || minAttempts < 1 || maxAttempts < minAttempts) {
            throw new IllegalArgumentException("a host gets at least one attempt at a time and in all");
        }
    }

    /**
     * Whether an answered question may be repeated some dozens of times to learn of loss, where little else was answered: not
     * where nothing would follow from it, nor at hosts that are to be spared.
     */
    public boolean looksForLoss() {
        return maxAttempts > minAttempts && hostInFlight > 1;
    }

    /** Limits of a unit with the usual manners. */
    public ProbeLimits(
            long maxPps, long hostPps, int hostInFlight, int minAttempts, int maxAttempts, long hostTimeoutNanos) {
        this(maxPps, hostPps, hostInFlight, minAttempts, maxAttempts, hostTimeoutNanos, Manners.USUAL);
    }

    /** The same limits under another rate share. */
    public ProbeLimits withRates(long newMaxPps, long newHostPps) {
        return new ProbeLimits(newMaxPps, newHostPps, hostInFlight, minAttempts, maxAttempts, hostTimeoutNanos, manners);
    }

    /** The same limits with another number of attempts. */
    public ProbeLimits withAttempts(int fewest, int most) {
        return new ProbeLimits(maxPps, hostPps, hostInFlight, fewest, most, hostTimeoutNanos, manners);
    }

    /** The same limits with another number of attempts in flight for each host. */
    public ProbeLimits withHostInFlight(int most) {
        return new ProbeLimits(maxPps, hostPps, most, minAttempts, maxAttempts, hostTimeoutNanos, manners);
    }

    /** The same limits with another time for each host. */
    public ProbeLimits withHostTimeout(long nanos) {
        return new ProbeLimits(maxPps, hostPps, hostInFlight, minAttempts, maxAttempts, nanos, manners);
    }

    /** The same limits with other manners. */
    public ProbeLimits withManners(Manners other) {
        return new ProbeLimits(maxPps, hostPps, hostInFlight, minAttempts, maxAttempts, hostTimeoutNanos, other);
    }
}
