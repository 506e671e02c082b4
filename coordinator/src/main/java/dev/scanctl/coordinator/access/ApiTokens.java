package dev.scanctl.coordinator.access;

import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.trust.ApiTokenRow;
import dev.scanctl.coordinator.store.trust.TrustTables;
import dev.scanctl.trust.Token;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tokens that operators' programs call with. Changes count from the moment they return. Safe for any thread. */
public final class ApiTokens {
    private static final Duration LONGEST = Duration.ofDays(400);
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration USUAL = Duration.ofDays(30);
    /** The last use is written at most so often. */
    private static final long USE_MILLIS = 60_000;

    private final Store store;
    private final InstantSource clock;
    private final Map<String, ApiTokenRow> byId = new ConcurrentHashMap<>();
    private final Map<String, Long> writtenMs = new ConcurrentHashMap<>();

    public ApiTokens(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        list().stream().filter(row -> row.revokedMs() == 0).forEach(row -> byId.put(row.id(), row));
    }

    /** All that ever were, newest first. */
    public List<ApiTokenRow> list() {
        return store.read(tables -> TrustTables.of(tables).apiTokens().list());
    }

    /**
     * Keeps the hash of the token's secret.
     *
     * @param ttl zero: 30 days
     * @return when it ends, milliseconds since 1970
     */
    public long create(Token token, String name, Set<Role> roles, Duration ttl) {
        if (name.isBlank() || name.length() > 64) {
            throw new AccessRefused(AccessRefused.Cause.MALFORMED, "a token has a name of 1 to 64 characters");
        }
        long now = clock.millis();
        long expires = now + Lifetimes.checked(ttl, USUAL, SHORTEST, LONGEST).toMillis();
        ApiTokenRow row =
                new ApiTokenRow(token.id(), token.secretHash(), name, Roles.text(roles), now, expires, 0, 0);
        store.write(Lane.CONTROL, tables -> {
            TrustTables.of(tables).apiTokens().insert(row);
            return true;
        }).join();
        byId.put(row.id(), row);
        return expires;
    }

    public void revoke(String id) {
        boolean done = store.write(
                        Lane.CONTROL, tables -> TrustTables.of(tables).apiTokens().revoke(id, tables.nowMs()))
                .join();
        if (!done) {
            throw new AccessRefused(AccessRefused.Cause.NOT_FOUND, "there is no token '" + id + "' in force");
        }
        byId.remove(id);
    }

    /** The token of this id and secret; empty: there is none in force. */
    public Optional<ApiTokenRow> find(String id, byte[] secretHash) {
        ApiTokenRow row = byId.get(id);
        boolean good = row != null
                && MessageDigest.isEqual(row.secretHash(), secretHash)
                && clock.millis() < row.expiresMs();
        if (row == null || !good) {
            return Optional.empty();
        }
        used(row);
        return Optional.of(row);
    }

    private void used(ApiTokenRow row) {
        long now = clock.millis();
        Long before = writtenMs.get(row.id());
        if (before == null || now - before >= USE_MILLIS) {
            writtenMs.put(row.id(), now);
            var unused = store.write(Lane.CONTROL, tables -> {
                TrustTables.of(tables).apiTokens().used(row.id(), now);
                return true;
            });
        }
    }
}
