package dev.scanctl.agent.lease;

import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The held units that look for live hosts. Each goes through the steps of its {@link Discovery} under one lease and one
 * number; the ports of a step are means, and nobody is told of them. Owned by the control thread.
 */
final class Searches {
    private final Set<Method> methods;
    private final UnaryOperator<AddressSet> onLink;
    private final OwnAddresses ownAddresses = new OwnAddresses();
    private final Map<Long, Search> byUnit = new HashMap<>();

    /**
     * @param overlay the exclusions that its grant has taken out already
     * @param link that its link-local addresses are on; 0: it has none
     */
    private record Search(Discovery discovery, long scanId, int overlay, int link) {}

    /**
     * @param methods how this agent can ask
     * @param onLink of some addresses, those that stand on this machine's own links
     */
    Searches(Set<Method> methods, UnaryOperator<AddressSet> onLink) {
        this.methods = Set.copyOf(methods);
        this.onLink = onLink;
    }

    /**
     * Begins a search, and gives its first step. A broadcast address of a link is asked for on the link or not at all, and so it
     * is down.
     *
     * @param byTcp all of it, as an agent does it that has TCP only
     * @param overlay exclusions of the scan that have been taken out of it
     */
    ProbeUnit begin(ProbeUnit byTcp, long scanId, int overlay, long nowNanos) {
        AddressSet all = byTcp.addresses();
        AddressSet own = ownAddresses.among(all, nowNanos);
        AddressSet near =
                methods.contains(Method.NEIGHBOUR) ? onLink.apply(all.minus(own)) : AddressSet.EMPTY;
        AddressSet far = methods.contains(Method.ICMP_ECHO) ? all.minus(near) : AddressSet.EMPTY;
        AddressSet hosts = all.minus(ownAddresses.broadcastsAmong(all, nowNanos).minus(near));
        Discovery discovery = Discovery.of(hosts.isEmpty() ? byTcp : byTcp.of(hosts), near, far.intersect(hosts), own);
        byUnit.put(byTcp.id(), new Search(discovery, scanId, overlay, LinkLocal.link(all)));
        return discovery.next(AddressSet.EMPTY).orElseThrow();
    }

    /** The search that a unit is; null: it is none. */
    @Nullable Discovery of(long unitId) {
        Search search = byUnit.get(unitId);
        return search == null ? null : search.discovery();
    }

    /** A step has ended: gives the next one. Empty: it was the last, and the search is over. */
    Optional<ProbeUnit> next(long unitId, UnitOutcome outcome, Overlays overlays) {
        Search search = byUnit.get(unitId);
        if (search == null) {
            return Optional.empty();
        }
        search.discovery().heard(outcome);
        AddressSet gone = overlays.since(search.scanId(), search.overlay());
        return search.discovery().next(LinkLocal.on(gone, search.link()));
    }

    void forget(long unitId) {
        byUnit.remove(unitId);
    }

    /** Forgets those whose units are not held any more. */
    void keep(LongPredicate held) {
        byUnit.keySet().removeIf(id -> !held.test(id));
    }
}
