package dev.scanctl.coordinator.access;

import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.trust.AgentIdentityRow;
import dev.scanctl.coordinator.store.trust.AgentIdentityRow.Standing;
import dev.scanctl.coordinator.store.trust.JoinTokenRow;
import dev.scanctl.coordinator.store.trust.TrustTables;
import dev.scanctl.trust.Certificates;
import dev.scanctl.trust.Token;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Agents that enrolled, and the tokens they enrol with: one token makes at most one identity, whoever uses it at the same
 * time, since the store's one writer decides. Changes count from the moment they return. Safe for any thread.
 */
public final class AgentIdentities {
    private static final Duration USUAL = Duration.ofHours(1);
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final byte[] NONE = new byte[0];

    private final Store store;
    private final InstantSource clock;
    private final Map<String, AgentIdentityRow> byId = new ConcurrentHashMap<>();

    /**
     * Where and as whom an agent is to stand.
     *
     * @param name empty: as the agent says itself
     * @param approval whether somebody has to approve it
     */
    public record Place(String segment, String space, String name, boolean approval) {
        public Place {
            requireLabel("segment", segment);
            requireLabel("address space", space);
            if (!name.isEmpty()) {
                requireName(name);
            }
        }

        private static void requireLabel(String what, String value) {
            if (!value.matches("[a-z0-9._-]{1,64}")) {
                throw new AccessRefused(AccessRefused.Cause.MALFORMED,
                        "a " + what + " has 1 to 64 characters of a-z, 0-9, '-', '_' and '.', not: '" + value + "'");
            }
        }
    }

    public AgentIdentities(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        list().forEach(row -> byId.put(row.id(), row));
    }

    private static void requireName(String name) {
        if (!name.matches("[^\\p{Cntrl}]{1,64}") || name.isBlank()) {
            throw new AccessRefused(AccessRefused.Cause.MALFORMED, "an agent's name has 1 to 64 printable characters");
        }
    }

    /** All that ever enrolled, by name. */
    public List<AgentIdentityRow> list() {
        return store.read(tables -> TrustTables.of(tables).agents().list());
    }

    public Optional<AgentIdentityRow> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** The one that an operator means: by identity, or by name if only one in force has it. */
    public AgentIdentityRow require(String idOrName) {
        AgentIdentityRow exact = byId.get(idOrName);
        if (exact != null) {
            return exact;
        }
        List<AgentIdentityRow> named =
                byId.values().stream().filter(row -> row.name().equals(idOrName)).toList();
        List<AgentIdentityRow> active = named.stream()
                .filter(row -> row.standing() != Standing.EVICTED && row.standing() != Standing.BANNED)
                .toList();
        List<AgentIdentityRow> meant = active.isEmpty() ? named : active;
        if (meant.isEmpty()) {
            throw new AccessRefused(AccessRefused.Cause.NOT_FOUND, "no agent '" + idOrName + "' has enrolled");
        }
        if (meant.size() > 1) {
            throw new AccessRefused(AccessRefused.Cause.MALFORMED, meant.size() + " agents are named '" + idOrName
                    + "': say which by its identity, such as " + meant.getFirst().id());
        }
        return meant.getFirst();
    }

    /**
     * Keeps the hash of the token's secret.
     *
     * @param ttl zero: an hour
     * @return when it ends, milliseconds since 1970
     */
    public long createToken(Token token, Place place, Duration ttl) {
        long now = clock.millis();
        long expires = now + Lifetimes.checked(ttl, USUAL, SHORTEST, LONGEST).toMillis();
        JoinTokenRow row = new JoinTokenRow(token.id(), token.secretHash(), place.segment(), place.space(),
                place.name(), place.approval(), now, expires, "");
        store.write(Lane.CONTROL, tables -> {
            TrustTables.of(tables).joinTokens().insert(row);
            return true;
        }).join();
        return expires;
    }

    /** Whether there is such a token; says nothing of whether it may still be used. */
    public boolean knows(String tokenId, byte[] secretHash) {
        return store.read(tables -> TrustTables.of(tables).joinTokens().byId(tokenId))
                .filter(token -> MessageDigest.isEqual(token.secretHash(), secretHash))
                .isPresent();
    }

    /**
     * The identity that the token makes for this key, the same however often it is asked for.
     *
     * @param name as the agent says, where the token has none
     * @throws AccessRefused if there is no such token, it has ended, or made an identity for another key
     */
    public synchronized AgentIdentityRow enroll(String tokenId, byte[] secretHash, PublicKey key, String name) {
        byte[] keyHash = Certificates.pin(key);
        AgentIdentityRow row = store.write(
                        Lane.CONTROL, tables -> enroll(tables, tokenId, secretHash, keyHash, name))
                .join();
        byId.put(row.id(), row);
        return row;
    }

    private static AgentIdentityRow enroll(
            Tables tables, String tokenId, byte[] secretHash, byte[] keyHash, String name) throws SQLException {
        TrustTables trust = TrustTables.of(tables);
        JoinTokenRow token = trust.joinTokens()
                .byId(tokenId)
                .filter(found -> MessageDigest.isEqual(found.secretHash(), secretHash))
                .orElseThrow(() -> denied("the token is not known here"));
        if (!token.agentId().isEmpty()) {
            return trust.agents()
                    .byId(token.agentId())
                    .filter(made -> MessageDigest.isEqual(made.keyHash(), keyHash))
                    .orElseThrow(() -> denied("the token was used already, with another key"));
        }
        if (tables.nowMs() >= token.expiresMs()) {
            throw denied("the token has ended: ask for another");
        }
        return make(tables, trust, token, keyHash, name);
    }

    private static AgentIdentityRow make(
            Tables tables, TrustTables trust, JoinTokenRow token, byte[] keyHash, String name) throws SQLException {
        String called = token.name().isEmpty() ? name : token.name();
        requireName(called);
        AgentIdentityRow row = new AgentIdentityRow(
                UUID.randomUUID().toString(),
                called,
                token.segment(),
                token.space(),
                keyHash,
                token.needsApproval() ? Standing.PENDING : Standing.APPROVED,
                tables.nowMs(),
                0,
                NONE);
        trust.agents().insert(row);
        trust.joinTokens().used(token.id(), row.id());
        return row;
    }

    private static AccessRefused denied(String sentence) {
        return new AccessRefused(AccessRefused.Cause.DENIED, sentence);
    }

    /** The agent was given a certificate of this authority that ends then. */
    public void certified(String id, long expiresMs, byte[] authority) {
        change(id, tables -> tables.agents().certified(id, expiresMs, authority));
    }

    /** Gives an agent another standing; one that has ended stays so. */
    public AgentIdentityRow move(AgentIdentityRow agent, Standing to) {
        Standing from = agent.standing();
        boolean ended = from == Standing.EVICTED || from == Standing.BANNED;
        if (ended && to != Standing.BANNED) {
            throw new AccessRefused(AccessRefused.Cause.NOT_NOW, "agent " + agent.name() + " is " + from.word()
                    + ": it may enrol anew with another token");
        }
        if (from == Standing.PENDING && to == Standing.DRAINED) {
            throw new AccessRefused(AccessRefused.Cause.NOT_NOW, "agent " + agent.name() + " waits to be approved");
        }
        return change(agent.id(), tables -> tables.agents().standing(agent.id(), to));
    }

    private interface Change {
        void in(TrustTables tables) throws SQLException;
    }

    /** One at a time, so that what is in memory is the newest. */
    private synchronized AgentIdentityRow change(String id, Change change) {
        AgentIdentityRow row = store.write(Lane.CONTROL, tables -> {
            TrustTables trust = TrustTables.of(tables);
            change.in(trust);
            return trust.agents().byId(id).orElseThrow();
        }).join();
        byId.put(id, row);
        return row;
    }

    /** Those in force, in no order. */
    public List<AgentIdentityRow> active() {
        return byId.values().stream().filter(row -> row.standing().active()).toList();
    }
}
