package dev.scanctl.coordinator.store.trust;

/**
 * @param id 16 hexadecimal digits
 * @param secretHash SHA-256, 32 bytes
 * @param roles words with commas
 * @param lastUsedMs 0: never; at most a minute behind
 * @param revokedMs 0: in force
 */
public record ApiTokenRow(
        String id,
        byte[] secretHash,
        String name,
        String roles,
        long createdMs,
        long expiresMs,
        long lastUsedMs,
        long revokedMs) {}
