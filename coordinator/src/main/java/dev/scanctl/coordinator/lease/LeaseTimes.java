package dev.scanctl.coordinator.lease;

import java.time.Duration;

/**
 * How long leases last.
 *
 * @param ttl of a lease, from the message that asked for it
 * @param heartbeat between an agent's heartbeats
 * @param detached how long an agent may go on after its stream has ended
 * @param expiryGrace beyond the ttl until the coordinator gives a silent lease to another
 * @param reattach from a stream's end until the coordinator gives its leases to others
 */
public record LeaseTimes(
        Duration ttl, Duration heartbeat, Duration detached, Duration expiryGrace, Duration reattach) {

    public static final LeaseTimes STANDARD = new LeaseTimes(
            Duration.ofSeconds(20),
            Duration.ofSeconds(4),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5));

    public LeaseTimes {
        boolean ordered = detached.compareTo(reattach) < 0
                && heartbeat.multipliedBy(3).compareTo(ttl) <= 0
                && reattach.compareTo(ttl) <= 0
                && detached.isPositive()
                && heartbeat.isPositive()
                && !expiryGrace.isNegative();
        if (!ordered) {
            throw new IllegalArgumentException(
                    "lease times need detached < reattach <= ttl and 3 heartbeats <= ttl, all above zero; here the ttl is "
                            + ttl.toMillis() + " ms, a heartbeat " + heartbeat.toMillis() + " ms, detached "
                            + detached.toMillis() + " ms and reattach " + reattach.toMillis() + " ms");
        }
    }

    /** With a grace of 2 s, and 3 s for an agent to come back after it has stopped probing. */
    public static LeaseTimes of(Duration ttl, Duration heartbeat, Duration detached) {
        Duration reattach = detached.plusSeconds(3);
        return new LeaseTimes(
                ttl, heartbeat, detached, Duration.ofSeconds(2), reattach.compareTo(ttl) > 0 ? ttl : reattach);
    }
}
