package dev.scanctl.coordinator.scope;

import dev.scanctl.coordinator.access.Caller;
import dev.scanctl.coordinator.grammar.Ports;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.store.trust.ScopeRow;
import dev.scanctl.proto.v1.ScopeSpec;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.util.Locale;
import java.util.Optional;

/**
 * A part of the network that some operators may have scanned. Immutable.
 *
 * @param allowed addresses that were named, exclusions not taken out
 * @param spec as it was made
 */
public record Scope(ScopeRow row, ScopeSpec spec, AddressSet allowed, AddressSet excluded, Ports ports) {
    private static final String TOKEN = "token:";

    public String name() {
        return row.name();
    }

    /** Most attempts a second of all scans under it together; 0: no cap. */
    public long maxPps() {
        return spec.getMaxPps();
    }

    boolean inForce(long nowMs) {
        return row.expiresMs() == 0 || nowMs < row.expiresMs();
    }

    /** A holder is an operator's name, or {@code token:NAME} for all API tokens of that name. */
    boolean heldBy(Caller caller) {
        return spec.getHoldersList().stream().anyMatch(holder -> holder.startsWith(TOKEN)
                ? caller.actor().startsWith(holder + " (")
                : caller.actor().equals("operator:" + holder));
    }

    /**
     * What of a scan is outside, in words that follow "scope NAME: "; empty: nothing.
     *
     * @param ratePps that is asked for; 0: none
     */
    Optional<String> objection(Plan plan, long ratePps) {
        AddressSet outside = plan.addresses().minus(allowed);
        AddressSet taken = plan.addresses().intersect(excluded);
        if (!outside.isEmpty()) {
            return Optional.of(some(outside) + " is not in it");
        }
        if (!taken.isEmpty()) {
            return Optional.of(some(taken) + " is excluded from it (--exclude leaves it out)");
        }
        for (Protocol protocol : Protocol.values()) {
            PortSet mine = protocol == Protocol.TCP ? ports.tcp() : ports.udp();
            PortSet beyond = plan.ports(protocol).minus(mine);
            if (!beyond.isEmpty()) {
                return Optional.of(protocol.name().toLowerCase(Locale.ROOT) + " port "
                        + beyond.ranges().getFirst() + more(beyond.ranges().size()) + " is not in it");
            }
        }
        return tooFast(ratePps);
    }

    /** The same of a rate. */
    public Optional<String> tooFast(long ratePps) {
        return maxPps() > 0 && ratePps > maxPps()
                ? Optional.of(ratePps + " probes a second are more than its " + maxPps())
                : Optional.empty();
    }

    private static String some(AddressSet addresses) {
        return addresses.ranges().getFirst() + more(addresses.ranges().size());
    }

    private static String more(int ranges) {
        return ranges == 1 ? "" : " (and " + (ranges - 1) + " more)";
    }
}
