package dev.scanctl.coordinator.ingest;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.scanctl.coordinator.plan.DownHosts;
import dev.scanctl.coordinator.plan.PlannedUnit;
import dev.scanctl.coordinator.store.StoreException;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.DiscoveryRow;
import dev.scanctl.coordinator.store.row.RunRow;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.coordinator.store.row.UnitStatus;
import dev.scanctl.proto.v1.UnitQuality;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Runs;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is kept of a unit that was done before, told to the history of its hosts. Used within one transaction. */
final class EarlierUnit {
    private final Tables tables;
    private final StoredPlans plans;
    private final UnitKey key;
    private final ScanPlan scan;

    EarlierUnit(Tables tables, StoredPlans plans, UnitKey key, ScanPlan scan) {
        this.tables = tables;
        this.plans = plans;
        this.key = key;
        this.scan = scan;
    }

    /** @param timelines false: only when its hosts were seen */
    void take(boolean timelines) throws SQLException {
        PlannedUnit unit = scan.plan().unit(key.unit());
        if (unit.discovery()) {
            discovery(unit);
            return;
        }
        each(unit, tables.results().runs(key), (method, hosts, vouched) -> {
            if (timelines) {
                seenHosts().write(unit.protocol(), method, hosts, vouched);
            } else {
                new Presence(tables, key, scan.zone()).ports(hosts);
            }
        });
    }

    /**
     * What was made ready of it beside the writer.
     *
     * @param said empty: nothing, it is to be taken as any other
     */
    record Ready(UnitKey key, List<SeenHosts.Ready> said) {}

    /** For {@link #take(Ready)}: most of its work, in a transaction that may be a reader's. */
    Ready ready() throws SQLException {
        PlannedUnit unit = scan.plan().unit(key.unit());
        List<SeenHosts.Ready> said = new ArrayList<>();
        if (!unit.discovery()) {
            each(unit, tables.results().runs(key), (method, hosts, vouched) ->
                    said.add(seenHosts().ready(unit.protocol(), method, hosts, vouched)));
        }
        return new Ready(key, said);
    }

    /** The same as the other, of a unit whose runs have not changed since it was made ready. */
    void take(Ready ready) throws SQLException {
        if (ready.said().isEmpty()) {
            take(true);
        }
        for (SeenHosts.Ready some : ready.said()) {
            seenHosts().write(some);
        }
    }

    private SeenHosts seenHosts() {
        return new SeenHosts(tables, plans, key, scan.zone());
    }

    /** Some of its rows go: the history keeps what only they tell. */
    void remove(List<RunRow> rows) throws SQLException {
        PlannedUnit unit = scan.plan().unit(key.unit());
        each(unit, rows, (method, hosts, vouched) ->
                seenHosts().remove(unit.protocol(), method, hosts, vouched));
    }

    private interface Said {
        void by(Method method, List<HostRuns> hosts, boolean vouched) throws SQLException;
    }

    /** By method, and whether silences are vouched for. */
    private void each(PlannedUnit unit, List<RunRow> rows, Said said) throws SQLException {
        Map<Method, List<HostRuns>> vouched = new TreeMap<>();
        Map<Method, List<HostRuns>> others = new TreeMap<>();
        AddressSet untrusted = tables.remarks().untrusted(key);
        for (RunRow row : rows) {
            if (row.method() != null) {
                boolean trusted = !untrusted.contains(row.first());
                (trusted ? vouched : others)
                        .computeIfAbsent(row.method(), method -> new ArrayList<>())
                        .add(hosts(row, unit));
            }
        }
        for (Map.Entry<Method, List<HostRuns>> entry : vouched.entrySet()) {
            said.by(entry.getKey(), entry.getValue(), true);
        }
        for (Map.Entry<Method, List<HostRuns>> entry : others.entrySet()) {
            said.by(entry.getKey(), entry.getValue(), false);
        }
    }

    private static HostRuns hosts(RunRow row, PlannedUnit unit) {
        Runs runs = Runs.decode(row.runs(), unit.ports());
        return new HostRuns(new AddressRange(row.first(), row.last()), runs, row.runs(), row.observedMs());
    }

    /** Where no host counts as down, because nobody vouches for silence, it is not known which ones are live. */
    private void discovery(PlannedUnit unit) throws SQLException {
        List<DiscoveryRow> rows =
                tables.discovery().of(key.scanId(), key.segmentId(), key.unit(), key.unit() + 1);
        for (DiscoveryRow row : rows) {
            if (row.method() != null && trusted()) {
                AddressSet down = DownHosts.addresses(unit, row.down());
                new Presence(tables, key, scan.zone())
                        .live(unit.addresses().minus(scan.excluded()).minus(down), row.observedMs());
            }
        }
    }

    private boolean trusted() throws SQLException {
        Optional<UnitStatus> status = tables.units().status(key);
        try {
            return status.isPresent() && !UnitQuality.parseFrom(status.get().quality()).getUntrusted();
        } catch (InvalidProtocolBufferException e) {
            throw new StoreException("The quality of " + key + " cannot be read: " + e.getMessage(), e);
        }
    }
}
