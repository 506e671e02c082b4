package dev.scanctl.coordinator.lease;

/**
 * Who said hello. Checked by the endpoint.
 *
 * @param peer address it is connected from, as shown to people
 */
public record AgentFacts(
        String agentId,
        String name,
        int segmentId,
        String segment,
        long incarnation,
        String version,
        String peer,
        Abilities abilities) {}
