package dev.scanctl.coordinator.lease;

/**
 * One agent at this moment.
 *
 * @param units leases it holds
 * @param ratePps attempts a second over its units, as it reports them
 * @param note what it wants the operator to know; empty: nothing
 * @param peer address it is connected from; empty: not connected
 * @param lastSeenMs of its newest message, milliseconds since 1970 by the coordinator's clock
 */
public record AgentLive(
        String agentId,
        String name,
        int segmentId,
        boolean connected,
        int units,
        long ratePps,
        String note,
        String peer,
        long lastSeenMs,
        Abilities abilities) {}
