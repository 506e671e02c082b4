package dev.scanctl.coordinator.access;

import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.trust.OperatorRow;
import dev.scanctl.coordinator.store.trust.TrustTables;
import dev.scanctl.trust.Certificates;
import dev.scanctl.trust.Subject;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Operators with certificates. Changes count from the moment they return. Safe for any thread. */
public final class Operators {
    private final Store store;
    private final Map<String, OperatorRow> byName = new ConcurrentHashMap<>();

    public Operators(Store store) {
        this.store = store;
        list().forEach(row -> byName.put(row.name(), row));
    }

    /** All that ever were, by name. */
    public List<OperatorRow> list() {
        return store.read(tables -> TrustTables.of(tables).operators().list());
    }

    /** Makes an operator, or gives the one of that name another key and other roles. */
    public synchronized void put(Subject.Operator who, Set<Role> roles, PublicKey key) {
        OperatorRow row = store.write(Lane.CONTROL, tables -> {
            OperatorRow fresh = new OperatorRow(
                    who.name(), Roles.text(roles), Certificates.pin(key), tables.nowMs(), 0);
            TrustTables.of(tables).operators().put(fresh);
            return fresh;
        }).join();
        byName.put(row.name(), row);
    }

    public synchronized void revoke(String name) {
        boolean done = store.write(
                        Lane.CONTROL, tables -> TrustTables.of(tables).operators().revoke(name, tables.nowMs()))
                .join();
        if (!done) {
            throw new AccessRefused(AccessRefused.Cause.NOT_FOUND, "there is no operator '" + name + "' in force");
        }
        byName.remove(name);
    }

    /** The roles of the operator with this key; empty: there is none, or it was revoked. */
    Optional<Set<Role>> roles(Subject.Operator who, PublicKey key) {
        return Optional.ofNullable(byName.get(who.name()))
                .filter(row -> row.revokedMs() == 0)
                .filter(row -> MessageDigest.isEqual(row.keyHash(), Certificates.pin(key)))
                .map(row -> Roles.stored(row.roles()));
    }
}
