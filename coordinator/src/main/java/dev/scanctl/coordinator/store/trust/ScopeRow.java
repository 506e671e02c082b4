package dev.scanctl.coordinator.store.trust;

/**
 * A scope as it is stored.
 *
 * @param spec scan.v1.ScopeSpec in canonical form
 * @param grantedBy who made it, as on record
 * @param expiresMs milliseconds since 1970; 0: it does not
 */
public record ScopeRow(String name, byte[] spec, String grantedBy, long createdMs, long expiresMs) {}
