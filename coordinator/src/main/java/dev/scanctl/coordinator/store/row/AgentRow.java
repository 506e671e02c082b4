package dev.scanctl.coordinator.store.row;

/**
 * An agent as it last introduced itself.
 *
 * @param capabilities encoded scan.v1.Capabilities, at most 4,096 bytes
 * @param firstSeenMs set by the store at the first hello
 * @param clockSkewMs agent's clock minus ours at the last hello
 */
public record AgentRow(
        String id,
        String name,
        int segmentId,
        String version,
        String platform,
        byte[] capabilities,
        long incarnation,
        long firstSeenMs,
        long lastSeenMs,
        long clockSkewMs) {}
