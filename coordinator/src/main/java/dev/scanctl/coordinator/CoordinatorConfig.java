package dev.scanctl.coordinator;

import dev.scanctl.coordinator.lease.LeaseTimes;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a coordinator is told when it starts. Immutable; start from {@link #of(Path)} or {@link #inMemory()} and
 * change one thing at a time.
 *
 * @param data directory of the store; null: a store in memory that is gone at the end
 * @param listeners where calls are taken, at least one when it starts
 * @param clock wall clock of everything that is stored
 * @param auditHead where the head of the audit log is sent, see {@link
 *     dev.scanctl.coordinator.audit.HeadKeeper#to}; empty: nowhere
 */
public record CoordinatorConfig(
        @Nullable Path data, List<ListenOn> listeners, LeaseTimes leases, Clock clock, String auditHead) {
    public CoordinatorConfig {
        listeners = List.copyOf(listeners);
    }

    public static CoordinatorConfig of(Path data) {
        return new CoordinatorConfig(data, List.of(), LeaseTimes.STANDARD, Clock.systemUTC(), "");
    }

    public static CoordinatorConfig inMemory() {
        return new CoordinatorConfig(null, List.of(), LeaseTimes.STANDARD, Clock.systemUTC(), "");
    }

    /** Listens there as well. */
    public CoordinatorConfig listeningOn(ListenOn listener) {
        List<ListenOn> more = new ArrayList<>(listeners);
        more.add(listener);
        return new CoordinatorConfig(data, more, leases, clock, auditHead);
    }

    public CoordinatorConfig withLeases(LeaseTimes times) {
        return new CoordinatorConfig(data, listeners, times, clock, auditHead);
    }

    /** Sends the head of the audit log there. */
    public CoordinatorConfig withAuditHead(String place) {
        return new CoordinatorConfig(data, listeners, leases, clock, place);
    }
}
