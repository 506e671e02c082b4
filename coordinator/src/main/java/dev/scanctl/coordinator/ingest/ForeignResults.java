package dev.scanctl.coordinator.ingest;

import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.PlannedUnit;
import dev.scanctl.coordinator.store.Work;
import dev.scanctl.coordinator.store.row.NextPosition;
import dev.scanctl.coordinator.store.row.RunRow;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.Epoch;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Runs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What another scanner saw of the hosts of a plan as rows of its units, which nobody was leased. The rows are made on the
 * caller's thread; used by one at a time.
 */
public final class ForeignResults {
    /** Units that hosts in the order of a file come back to. */
    private static final int UNITS_KEPT = 64;

    private final Plan plan;
    private final long scanId;
    private final int segmentId;
    private final Epoch epoch;
    private final Method tcpMethod;
    private final Map<Long, PlannedUnit> units = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, PlannedUnit> eldest) {
            return size() > UNITS_KEPT;
        }
    };

    /** @param generation of the store */
    public ForeignResults(Plan plan, long scanId, int segmentId, int generation, Method tcpMethod) {
        this.plan = plan;
        this.scanId = scanId;
        this.segmentId = segmentId;
        this.epoch = new Epoch(generation, 1);
        this.tcpMethod = tcpMethod;
    }

    /** The rows of some hosts, each of which comes once, as one write that answers how many there are. */
    public Work<Integer> of(List<ForeignHost> hosts) {
        Map<Long, List<HostRuns>> byUnit = new TreeMap<>();
        hosts.forEach(host -> plan.unitsOf(host.address()).forEach(number ->
                byUnit.computeIfAbsent(number, n -> new ArrayList<>()).add(runs(host, unit(number)))));
        List<RunRow> rows = new ArrayList<>();
        Map<Outcome, Long> counts = new HashMap<>();
        byUnit.forEach((number, ofUnit) -> {
            ofUnit.sort(Comparator.comparing(host -> host.hosts().first()));
            PlannedUnit unit = unit(number);
            ofUnit.forEach(host -> rows.add(row(unit, host)));
            ofUnit.forEach(host -> host.count(counts, 1));
        });
        return tables -> {
            tables.results().insertRuns(rows);
            tables.outcomes().add(scanId, segmentId, counts);
            return rows.size();
        };
    }

    private PlannedUnit unit(long number) {
        return units.computeIfAbsent(number, plan::unit);
    }

    private UnitKey key(long number) {
        return new UnitKey(scanId, segmentId, number);
    }

    private Method method(PlannedUnit unit) {
        return unit.protocol() == Protocol.UDP ? Method.UDP : tcpMethod;
    }

    private static HostRuns runs(ForeignHost host, PlannedUnit unit) {
        Runs own = own(host, unit);
        return new HostRuns(AddressRange.of(host.address()), own, own.encode(), host.observedMs());
    }

    /** Those of the unit's ports. */
    private static Runs own(ForeignHost host, PlannedUnit unit) {
        @Nullable Runs whole = unit.protocol() == Protocol.UDP ? host.udp() : host.tcp();
        if (host.down() || whole == null) {
            return Runs.of(unit.ports(), rank -> Discovered.HOST_DOWN);
        }
        return whole.ports().size() == unit.ports().size()
                ? whole
                : Runs.of(unit.ports(), rank -> whole.at(unit.ports().at(rank)));
    }

    private RunRow row(PlannedUnit unit, HostRuns host) {
        AddressRange range = host.hosts();
        Method by = host.probed() ? method(unit) : null;
        return new RunRow(
                key(unit.number()), range.first(), range.last(), epoch, 0, by, host.states(), host.observedMs(), host.encoded(),
                host.details());
    }

    /** Some units are done, from one number on and below another; the last of them end the segment's part. */
    public Work<Integer> done(long from, long below) {
        List<UnitRow> rows = new ArrayList<>();
        for (long number = from; number < below; number++) {
            rows.add(new UnitRow(key(number), UnitState.DONE, epoch, 0, null, 0, null, "", false));
        }
        List<NextPosition> next = List.of(new NextPosition(scanId, segmentId, below));
        return tables -> {
            tables.units().leaseFirst(rows, next);
            tables.scans().done(scanId, segmentId, rows.size());
            return rows.size();
        };
    }
}
