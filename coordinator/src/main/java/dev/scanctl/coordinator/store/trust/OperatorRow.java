package dev.scanctl.coordinator.store.trust;

/**
 * @param roles words with commas
 * @param keyHash SHA-256 of the public key, 32 bytes
 * @param revokedMs 0: in force
 */
public record OperatorRow(String name, String roles, byte[] keyHash, long createdMs, long revokedMs) {}
