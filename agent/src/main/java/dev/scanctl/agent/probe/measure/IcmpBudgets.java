package dev.scanctl.agent.probe.measure;

import dev.scanctl.wire.Address;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the ICMP limits of hosts, over all units of an engine: several of them may hold ports of one host, which
 * has one budget for all. Remembers the {@value #MOST} hosts that were asked after last, some 25 MB. Owned by the engine's
 * thread.
 */
public final class IcmpBudgets {
    private static final int MOST = 16_384;

    private final Map<Address, IcmpBudget> budgets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Address, IcmpBudget> eldest) {
            return size() > MOST;
        }
    };

    /** The host's budget; null: it never sent an ICMP error. */
    public @Nullable IcmpBudget find(Address host) {
        return budgets.get(host);
    }

    /** The host's budget, a new one if it never sent an ICMP error. */
    public IcmpBudget of(Address host) {
        return budgets.computeIfAbsent(host, address -> new IcmpBudget());
    }
}
