package dev.scanctl.coordinator.scope;

import dev.scanctl.coordinator.access.AccessRefused;
import dev.scanctl.coordinator.access.Caller;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.trust.ScopeRow;
import dev.scanctl.coordinator.store.trust.TrustTables;
import dev.scanctl.proto.v1.ScopeSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/** All scopes. Changes count from the moment they return. Safe for any thread; {@link #inForce} never waits. */
public final class Scopes {
    private static final Duration LONGEST = Duration.ofDays(3650);
    /** Scopes that are named to somebody whose scan is in none of them. */
    private static final int MOST_TOLD = 3;

    private final Store store;
    private final InstantSource clock;
    private final Map<String, Scope> byName = new ConcurrentSkipListMap<>();

    public Scopes(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        store.read(tables -> TrustTables.of(tables).scopes().list())
                .forEach(row -> byName.put(row.name(), ScopeReader.stored(row)));
    }

    /** All of them, also those that have ended, by name. */
    public List<Scope> list() {
        return List.copyOf(byName.values());
    }

    /**
     * Makes a scope.
     *
     * @param caller holds it where nobody else is named
     */
    public synchronized Scope create(ScopeSpec typed, Caller caller) {
        ScopeSpec spec = ScopeReader.canonical(typed, caller);
        if (spec.getTtlMs() < 0 || spec.getTtlMs() > LONGEST.toMillis()) {
            throw new AccessRefused(AccessRefused.Cause.MALFORMED, "a scope holds for 1 ms to 3,650 days, or until it is deleted");
        }
        long now = clock.millis();
        long expires = spec.getTtlMs() == 0 ? 0 : now + spec.getTtlMs();
        ScopeRow row = new ScopeRow(spec.getName(), spec.toByteArray(), caller.actor(), now, expires);
        boolean made = store.write(Lane.CONTROL, tables -> TrustTables.of(tables).scopes().insert(row)).join();
        if (!made) {
            throw new AccessRefused(AccessRefused.Cause.NOT_NOW, "there is a scope '" + spec.getName()
                    + "' already; scopes do not change: delete it, and make it anew");
        }
        Scope scope = ScopeReader.stored(row);
        byName.put(scope.name(), scope);
        return scope;
    }

    /** Scans that run under it wait from now on. */
    public synchronized void delete(String name) {
        boolean there = store.write(Lane.CONTROL, tables -> TrustTables.of(tables).scopes().delete(name)).join();
        if (!there) {
            throw new AccessRefused(AccessRefused.Cause.NOT_FOUND, "there is no scope '" + name + "'");
        }
        byName.remove(name);
    }

    /** Whether there is a scope of that name that has not ended. */
    public boolean inForce(String name) {
        return find(name).isPresent();
    }

    /** The scope of that name, unless it has ended. */
    public Optional<Scope> find(String name) {
        return Optional.ofNullable(byName.get(name)).filter(scope -> scope.inForce(clock.millis()));
    }

    /**
     * The scope that a scan may run under: the first that its operator holds and that it lies wholly within.
     *
     * @param ratePps that is asked for; 0: none
     * @return empty: its operator did not have to prove who he is, and needs none
     * @throws AccessRefused if there is none, with what is outside
     */
    public Optional<Scope> permitting(Caller caller, Plan plan, long ratePps) {
        if (caller.isFree()) {
            return Optional.empty();
        }
        List<Scope> held = byName.values().stream()
                .filter(scope -> scope.inForce(clock.millis()) && scope.heldBy(caller))
                .toList();
        if (held.isEmpty()) {
            throw new AccessRefused(AccessRefused.Cause.DENIED, caller.actor() + " holds no scope, so may have nothing scanned;"
                    + " an admin makes one: scanctl scope create NAME TARGET... --to " + holder(caller));
        }
        Optional<Scope> within =
                held.stream().filter(scope -> scope.objection(plan, ratePps).isEmpty()).findFirst();
        if (within.isEmpty()) {
            throw new AccessRefused(AccessRefused.Cause.DENIED, outside(held, plan, ratePps));
        }
        return within;
    }

    private static String outside(List<Scope> held, Plan plan, long ratePps) {
        String told = held.stream()
                .limit(MOST_TOLD)
                .map(scope -> "scope " + scope.name() + ": " + scope.objection(plan, ratePps).orElse(""))
                .collect(Collectors.joining("; "));
        int more = held.size() - MOST_TOLD;
        return "outside of every scope that you hold: " + told + (more > 0 ? "; and of " + more + " more" : "");
    }

    /** The caller as {@code --to} takes it. */
    private static String holder(Caller caller) {
        String actor = caller.actor();
        return actor.startsWith("operator:") ? actor.substring("operator:".length()) : actor.replaceFirst(" \\(.*", "");
    }
}
