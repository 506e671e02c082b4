package dev.scanctl.agent.probe.engine;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.measure.LossEstimate;
import dev.scanctl.agent.probe.measure.RttEstimate;

/** What a unit has learnt of its network: round trips and loss over all its hosts, beside those of each host. */
final class Evidence {
    private static final int MOST_ATTEMPTS = 100;
    /** At a loss of 20 % each way so many are in vain four times in 100,000. */
    private static final int ATTEMPTS_IN_DOUBT = 10;
    /**
     * Systems count resets and ICMP errors by the second (FreeBSD's net.inet.icmp.icmplim). A little more, so that what goes
     * wrong each second does not meet a port's attempts one after the other.
     */
    private static final long LIMITERS_WINDOW_NANOS = 1_130_000_000L;
    /** Over so much time the second attempts of hosts are spread, neighbours far from each other. */
    private static final long SCATTER_NANOS = 250_000_000L;

    private static final long SCATTER_STEP_NANOS = 97_000_000L;

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
        timed(host, rttNanos, nowNanos);
        host.loss.answeredAfter(lostAttempts);
        if (!host.limits()) {
            loss.answeredAfter(lostAttempts);
        }
        // In later rounds only lost attempts are left to be answered: those alone would look like the loss of all.
        double recent = Math.min(host.loss.recentRate(), host.loss.rate());
        host.window.answered(lostAttempts, recent, host, nowNanos);
    }

    /** An answer came that tells of the round trip, but not of loss. */
    void timed(HostState host, long rttNanos, long nowNanos) {
        host.rtt.sample(rttNanos, nowNanos);
        rtt.sample(rttNanos, nowNanos);
    }

    /** An answer came after the attempt's time: it took at least as long as was waited. */
    void answeredLate(HostState host, long nowNanos) {
        if (!host.rtt.isEmpty()) {
            host.rtt.sample(Timeouts.of(host, rtt, 0), nowNanos);
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
     * When a port is to be asked again that was asked then and has not answered until now. Of a host that answers at all, two
     * attempts shall not fall into one second, for that is the window of those that limit their answers; of others, not into
     * one burst of loss. What was lost of all hosts in one burst is not all asked again at one time, which might be another's:
     * some of it has to show the loss.
     */
    long againNanos(HostState host, int silentAttempts, long sentNanos, long nowNanos) {
        long scatter = silentAttempts > 1 ? 0 : Math.floorMod(host.rank * SCATTER_STEP_NANOS, SCATTER_NANOS);
        if (host.heard) {
            return scatter + Math.max(nowNanos, sentNanos + LIMITERS_WINDOW_NANOS);
        }
        return nowNanos + scatter + Math.min(Timeouts.of(host, rtt, 0) * silentAttempts, Timeouts.INITIAL_NANOS);
    }

    /** Attempts after which silence of this host's ports is believed: more where loss is seen, within the limits. */
    int attemptsFor(HostState host, ProbeLimits limits, long nowNanos) {
        return Math.min(Math.max(limits.minAttempts(), attemptsByLoss(host, nowNanos)), limits.maxAttempts());
    }

    /**
     * A host that shows no loss while others do may have lost all that was asked of it at one time, and what was lost twice
     * shows nothing.
     */
    private int attemptsByLoss(HostState host, long nowNanos) {
        int own = host.loss.telling() ? host.loss.attemptsByRate() : 1;
        int byRate = Math.max(own, pathLoss.attempts(nowNanos));
        return Math.min(Math.max(host.loss.attemptsByHighest(), byRate), MOST_ATTEMPTS);
    }

    /** Attempts in vain that the loss of the path may explain, whatever the limits are. */
    int lossMayExplain(HostState host, long nowNanos) {
        return Math.max(attemptsByLoss(host, nowNanos), knowsLittleOf(host, nowNanos) ? ATTEMPTS_IN_DOUBT : 1);
    }

    /** Whether too little was heard, of this host and of all together, to take loss that was not seen for none. */
    boolean knowsLittleOf(HostState host, long nowNanos) {
        return !host.loss.plenty() && !pathLoss.plenty(nowNanos);
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
