package dev.scanctl.agent.probe;

/** What a unit has learnt of its network: round trips and loss over all its hosts, beside those of each host. */
final class Evidence {
    private static final int MOST_ATTEMPTS = 100;
    /** Systems count resets and ICMP errors by the second (FreeBSD's net.inet.icmp.icmplim). */
    private static final long LIMITERS_WINDOW_NANOS = 1_000_000_000L;

    private final RttEstimate rtt = new RttEstimate();
    private final LossEstimate loss = new LossEstimate();
    private final PathLoss pathLoss;

    Evidence(HostState[] hosts) {
        this.pathLoss = new PathLoss(hosts, loss);
    }

    /**
     * An answer came from a host itself.
     *
     * @param lostAttempts attempts of the same port that stayed silent before
     */
    void answered(HostState host, int lostAttempts, long rttNanos, long nowNanos) {
        timed(host, rttNanos);
        host.loss.answeredAfter(lostAttempts);
        if (!host.limits()) {
            loss.answeredAfter(lostAttempts);
        }
        host.window.answered(lostAttempts, host.loss.recentRate(), host.inFlight, nowNanos);
    }

    /** An answer came that tells of the round trip, but not of loss. */
    void timed(HostState host, long rttNanos) {
        host.rtt.sample(rttNanos);
        rtt.sample(rttNanos);
    }

    /** An answer came after the attempt's time: it took at least as long as was waited. */
    void answeredLate(HostState host) {
        if (!host.rtt.isEmpty()) {
            host.rtt.sample(Timeouts.of(host, rtt, 0));
        }
    }

    /** The host was found to limit its answers: what it did not answer was not lost on the way. */
    void limits(HostState host) {
        loss.withdraw(host.loss);
        host.loss.reset();
    }

    /** Time-out of a port's next attempt. */
    long timeoutNanos(HostState host, int silentAttempts) {
        return Timeouts.of(host, rtt, silentAttempts);
    }

    /**
     * From one attempt's time-out to the next attempt. Of a host that answers at all, two attempts shall not fall into one
     * second, for that is the window of those that limit their answers; of others, not into one burst of loss.
     */
    long spacingNanos(HostState host, int silentAttempts) {
        if (host.heard) {
            return LIMITERS_WINDOW_NANOS;
        }
        return Math.min(Timeouts.of(host, rtt, 0) * silentAttempts, Timeouts.INITIAL_NANOS);
    }

    /** Attempts after which silence of this host's ports is believed: more where loss is seen, within the limits. */
    int attemptsFor(HostState host, ProbeLimits limits, long nowNanos) {
        int byRate = host.loss.telling() ? host.loss.attemptsByRate() : pathLoss.attempts(nowNanos);
        int wanted = Math.max(limits.minAttempts(), Math.max(host.loss.attemptsByHighest(), byRate));
        return Math.min(wanted, Math.min(limits.maxAttempts(), MOST_ATTEMPTS));
    }

    /** Attempts that the loss of the path asks for; may rise while a unit is under way. */
    int pathAttempts(long nowNanos) {
        return pathLoss.attempts(nowNanos);
    }

    int lossPpm() {
        return pathLoss.oneWayPpm();
    }

    int rttMicros() {
        return rtt.micros();
    }
}
