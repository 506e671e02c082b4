package dev.scanctl.coordinator.ingest;

import dev.scanctl.coordinator.plan.PlannedUnit;
import dev.scanctl.coordinator.store.DeviationRow;
import dev.scanctl.coordinator.store.UnitKey;
import dev.scanctl.proto.v1.OpenPort;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Run;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The runs of a unit's hosts that are open or differ from their host's usual state. */
final class Deviations {
    /** Longer runs of open ports are one row without details: a host where all is open is no news port by port. */
    private static final int SINGLES = 64;

    private final UnitKey key;
    private final PlannedUnit unit;
    private final @Nullable Method method;
    private final List<DeviationRow> rows = new ArrayList<>();
    private Map<Address, Map<Integer, OpenPort>> details = Map.of();

    Deviations(UnitKey key, PlannedUnit unit, @Nullable Method method) {
        this.key = key;
        this.unit = unit;
        this.method = method;
    }

    /** Rows in key order; {@link RefusedResult} if a detail is of a port that is not open. */
    List<DeviationRow> of(List<HostRuns> hosts, List<OpenPort> open) {
        details = byPort(open);
        int used = 0;
        for (HostRuns host : hosts) {
            PortState usual = host.usual();
            List<Run> special = host.runs().list().stream()
                    .filter(run -> run.outcome().state() == PortState.OPEN
                            || run.outcome().state() != usual)
                    .toList();
            used += add(host, special);
        }
        if (used < open.size()) {
            throw new RefusedResult("details of " + (open.size() - used) + " ports that are not open in the runs");
        }
        return rows;
    }

    private static Map<Address, Map<Integer, OpenPort>> byPort(List<OpenPort> open) {
        Map<Address, Map<Integer, OpenPort>> details = new HashMap<>();
        for (OpenPort port : open) {
            Address address = Address.of(port.getAddress().toByteArray());
            details.computeIfAbsent(address, a -> new HashMap<>()).put(port.getPort(), port);
        }
        return details;
    }

    /** Answers with how many details it met. */
    private int add(HostRuns host, List<Run> special) {
        int met = 0;
        long hosts = special.isEmpty() ? 0 : host.hosts().size();
        for (long i = 0; i < hosts; i++) {
            Address address = host.hosts().first().plus(i);
            Map<Integer, OpenPort> known = details.getOrDefault(address, Map.of());
            for (Run run : special) {
                met += run.outcome().state() == PortState.OPEN ? met(run, known) : 0;
                add(host, address, run, known);
            }
        }
        return met;
    }

    private int met(Run run, Map<Integer, OpenPort> known) {
        int met = 0;
        for (int port : known.keySet()) {
            met += port >= run.firstPort() && port <= run.lastPort() && unit.ports().contains(port) ? 1 : 0;
        }
        return met;
    }

    private void add(HostRuns host, Address address, Run run, Map<Integer, OpenPort> known) {
        if (run.outcome().state() != PortState.OPEN || host.runs().portsIn(run) > SINGLES) {
            rows.add(row(host, address, run, run.firstPort(), run.lastPort(), OpenPort.getDefaultInstance()));
            return;
        }
        int last = unit.ports().rankOf(run.lastPort());
        for (int rank = unit.ports().rankOf(run.firstPort()); rank <= last; rank++) {
            int port = unit.ports().at(rank);
            OpenPort detail = known.getOrDefault(port, OpenPort.getDefaultInstance());
            rows.add(row(host, address, run, port, port, detail));
        }
    }

    private DeviationRow row(HostRuns host, Address address, Run run, int first, int last, OpenPort detail) {
        return new DeviationRow(
                address,
                unit.protocol(),
                first,
                last,
                key.segmentId(),
                key.scanId(),
                run.outcome(),
                run.outcome().state() == PortState.NOT_PROBED ? null : method,
                host.observedMs(),
                Math.max(0, detail.getRttMicros()),
                Math.clamp(detail.getAttempts(), 0, Short.MAX_VALUE));
    }
}
