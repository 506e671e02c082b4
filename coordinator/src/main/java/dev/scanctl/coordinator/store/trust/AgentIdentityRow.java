package dev.scanctl.coordinator.store.trust;

import java.util.Locale;

/**
 * An agent that enrolled.
 *
 * @param keyHash SHA-256 of its public key, 32 bytes
 * @param expiresMs end of its newest certificate; 0: none yet
 * @param authority SHA-256 of the key of the authority that made it; empty: none yet
 */
public record AgentIdentityRow(
        String id,
        String name,
        String segment,
        String space,
        byte[] keyHash,
        Standing standing,
        long createdMs,
        long expiresMs,
        byte[] authority) {

    /** What an identity is worth. */
    public enum Standing {
        /** Waits until somebody approves it. */
        PENDING,
        APPROVED,
        /** Takes part, and gets no new work. */
        DRAINED,
        /** Has ended; its host may enrol anew. */
        EVICTED,
        /** Has ended, and its key never gets another. */
        BANNED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Standing ofWord(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }

        /** Whether it takes part. */
        public boolean active() {
            return this == APPROVED || this == DRAINED;
        }
    }

    public AgentIdentityRow with(Standing other) {
        return new AgentIdentityRow(id, name, segment, space, keyHash, other, createdMs, expiresMs, authority);
    }
}
