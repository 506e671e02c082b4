package dev.scanctl.coordinator.store.trust;

/**
 * @param id 16 hexadecimal digits
 * @param secretHash SHA-256, 32 bytes
 * @param name of the agent; empty: as it says itself
 * @param agentId the one identity it made; empty: none yet
 */
public record JoinTokenRow(
        String id,
        byte[] secretHash,
        String segment,
        String space,
        String name,
        boolean needsApproval,
        long createdMs,
        long expiresMs,
        String agentId) {}
