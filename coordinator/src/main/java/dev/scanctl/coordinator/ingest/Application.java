package dev.scanctl.coordinator.ingest;

import dev.scanctl.coordinator.plan.DownHosts;
import dev.scanctl.coordinator.plan.PlannedUnit;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.CommittedHosts;
import dev.scanctl.coordinator.store.row.DiscoveryRow;
import dev.scanctl.coordinator.store.row.RunRow;
import dev.scanctl.coordinator.store.row.ScanHead;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.proto.v1.UnitQuality;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Epoch;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import dev.scanctl.wire.Runs;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One transaction on one unit. Lives as long as that, on the writer thread. */
final class Application {
    private static final Outcome EXCLUDED = Outcome.of(PortState.NOT_PROBED, Reason.EXCLUDED);

    private final Tables tables;
    private final StoredPlans plans;
    private final UnitKey key;

    Application(Tables tables, StoredPlans plans, UnitKey key) {
        this.tables = tables;
        this.plans = plans;
        this.key = key;
    }

    IngestAnswer apply(String agentId, CheckedResult result) throws SQLException {
        Optional<ScanHead> scan = tables.scans().head(key.scanId());
        if (scan.isEmpty()) {
            return IngestAnswer.unknownScan(key.scanId());
        }
        boolean cancelled = scan.get().state() == ScanState.SCAN_STATE_CANCELLED;
        Optional<UnitRow> row = tables.units().byKey(key);
        if (row.isEmpty()) {
            return cancelled ? IngestAnswer.cancelled() : IngestAnswer.superseded("the unit was never leased");
        }
        UnitRow unit = row.get();
        if (unit.epoch().equals(result.epoch()) && unit.agentId() != null && !unit.agentId().equals(agentId)) {
            return IngestAnswer.refused("the unit is leased to another agent");
        }
        List<CommittedHosts> committed = tables.results().committed(key);
        IngestAnswer stale = stale(unit, result, committed, cancelled);
        return stale != null ? stale : apply(unit, result, set(committed), plans.of(tables, scan.get()));
    }

    /** The answer if the result no longer counts, or did before. */
    private static @Nullable IngestAnswer stale(
            UnitRow unit, CheckedResult result, List<CommittedHosts> committed, boolean cancelled) {
        boolean sameLease = unit.epoch().equals(result.epoch());
        if (unit.state() == UnitState.DONE && sameLease) {
            boolean settled = unit.reason() != null;
            return settled ? IngestAnswer.superseded("the unit was settled without it") : IngestAnswer.alreadyApplied();
        }
        if (result.partial() && !result.hosts().isEmpty() && hasAll(result, committed)) {
            return IngestAnswer.alreadyApplied();
        }
        if (cancelled || unit.state() == UnitState.CANCELLED) {
            return IngestAnswer.cancelled();
        }
        boolean counts = unit.state() == UnitState.LEASED && sameLease;
        return counts ? null : IngestAnswer.superseded("lease " + result.epoch() + " of the unit has ended");
    }

    private static boolean hasAll(CheckedResult result, List<CommittedHosts> committed) {
        AddressSet same = AddressSet.of(committed.stream()
                .filter(hosts -> hosts.epoch().equals(result.epoch()))
                .map(CommittedHosts::hosts)
                .toList());
        return result.covered().minus(same).isEmpty();
    }

    private IngestAnswer apply(UnitRow unit, CheckedResult result, AddressSet committed, ScanPlan scan)
            throws SQLException {
        if (result.unit().discovery()) {
            return discovered(unit, result, scan);
        }
        AddressSet down = Discovered.down(tables, scan, key);
        String wrong = contradiction(result, committed, down, scan);
        if (wrong != null) {
            return IngestAnswer.refused(wrong);
        }
        if (result.quality().getUntrusted() && !unit.rerun()) {
            move(unit, UnitState.PENDING, null, true);
            return IngestAnswer.returned();
        }
        AddressSet left =
                result.unit().addresses().minus(down).minus(committed).minus(result.covered());
        List<HostRuns> hosts = new ArrayList<>(result.hosts());
        if (!result.partial()) {
            fill(hosts, left, result.unit(), EXCLUDED, result.receivedMs());
            move(unit, UnitState.DONE, null, unit.rerun());
            countDown(down, result.unit());
        }
        addQuality(result.quality(), committed);
        write(hosts, result.epoch(), result.method());
        history(result, scan);
        tables.remarks().put(result.remarks());
        progress(result.partial() ? 0 : 1, result.quality());
        return IngestAnswer.applied(result.partial() ? Effect.PARTIAL : Effect.DONE);
    }

    /**
     * A host is down only by recorded evidence: not if it was excluded meanwhile, and not by silence that its agent does
     * not vouch for.
     */
    private IngestAnswer discovered(UnitRow unit, CheckedResult result, ScanPlan scan) throws SQLException {
        boolean untrusted = result.quality().getUntrusted();
        if (untrusted && !unit.rerun()) {
            move(unit, UnitState.PENDING, null, true);
            return IngestAnswer.returned();
        }
        AddressSet left = result.unit().addresses().minus(scan.excluded());
        AddressSet down = untrusted ? AddressSet.EMPTY : left.minus(result.live());
        tables.discovery()
                .insert(new DiscoveryRow(
                        key, result.method(), result.receivedMs(), DownHosts.bits(result.unit(), down)));
        AddressSet live = result.live().minus(scan.excluded());
        tables.scans().hosts(key.scanId(), key.segmentId(), live.size(), down.size());
        new Presence(tables, key, scan.zone()).live(live, result.receivedMs());
        tables.scans().seen(key.scanId(), key.segmentId(), result.receivedMs());
        move(unit, UnitState.DONE, null, unit.rerun());
        keepQuality(result.quality());
        progress(1, Quality.ofDiscovery(result.quality()));
        return IngestAnswer.applied(Effect.DONE);
    }

    /** The ports of hosts that are down have no rows: they follow from what discovery found, and are counted only. */
    private void countDown(AddressSet down, PlannedUnit unit) throws SQLException {
        if (!down.isEmpty()) {
            long ports = down.size() * unit.ports().size();
            tables.outcomes().add(key.scanId(), key.segmentId(), Map.of(Discovered.HOST_DOWN, ports));
        }
    }

    /** Why a result cannot be of what is left of its unit, or null. */
    private static @Nullable String contradiction(
            CheckedResult result, AddressSet committed, AddressSet down, ScanPlan scan) {
        AddressSet dead = result.covered().intersect(down);
        if (!dead.isEmpty()) {
            return dead.at(0) + " is down by discovery and was not to be probed";
        }
        AddressSet again = result.covered().intersect(committed);
        if (!again.isEmpty()) {
            return again.at(0) + " was reported before";
        }
        if (result.partial()) {
            return result.hosts().isEmpty() ? "a partial result without a host" : null;
        }
        AddressSet missing = result.unit()
                .addresses()
                .minus(committed)
                .minus(scan.excluded())
                .minus(down)
                .minus(result.covered());
        return missing.isEmpty() ? null : "the result lacks " + missing.at(0);
    }

    /** Whether the unit was settled: it was leased or pending under that epoch. */
    boolean settle(Epoch epoch, Outcome outcome) throws SQLException {
        Optional<ScanPlan> scan = plans.of(tables, key.scanId());
        Optional<UnitRow> row = tables.units().byKey(key);
        if (scan.isEmpty() || row.isEmpty() || row.get().state().terminal() || !row.get().epoch().equals(epoch)) {
            return false;
        }
        PlannedUnit unit = scan.get().plan().unit(key.unit());
        if (unit.discovery()) {
            return settleDiscovery(row.get(), outcome);
        }
        AddressSet down = Discovered.down(tables, scan.get(), key);
        AddressSet left = unit.addresses().minus(down).minus(set(tables.results().committed(key)));
        AddressSet excluded = left.intersect(scan.get().excluded());
        List<HostRuns> hosts = new ArrayList<>();
        fill(hosts, left.minus(excluded), unit, outcome, tables.nowMs());
        fill(hosts, excluded, unit, EXCLUDED, tables.nowMs());
        move(row.get(), UnitState.DONE, outcome.reason(), row.get().rerun());
        write(hosts, epoch, null);
        countDown(down, unit);
        progress(1, UnitQuality.getDefaultInstance());
        return true;
    }

    /** Nothing was found out, so that no host counts as down and all of them are probed. */
    private boolean settleDiscovery(UnitRow row, Outcome outcome) throws SQLException {
        tables.discovery().insert(new DiscoveryRow(key, null, tables.nowMs(), new byte[0]));
        tables.scans().seen(key.scanId(), key.segmentId(), tables.nowMs());
        move(row, UnitState.DONE, outcome.reason(), row.rerun());
        progress(1, UnitQuality.getDefaultInstance());
        return true;
    }

    /** Adds hosts whose ports all have one outcome. */
    private static void fill(List<HostRuns> hosts, AddressSet left, PlannedUnit unit, Outcome outcome, long atMs) {
        if (left.isEmpty()) {
            return;
        }
        Runs runs = Runs.of(unit.ports(), rank -> outcome);
        byte[] encoded = runs.encode();
        left.ranges().forEach(range -> hosts.add(new HostRuns(range, runs, encoded, atMs)));
    }

    private void write(List<HostRuns> hosts, Epoch epoch, @Nullable Method method) throws SQLException {
        hosts.sort(Comparator.comparing(host -> host.hosts().first()));
        Map<Outcome, Long> counts = new HashMap<>();
        List<RunRow> rows = new ArrayList<>(hosts.size());
        for (HostRuns host : hosts) {
            AddressRange range = host.hosts();
            Method by = host.probed() ? method : null;
            rows.add(new RunRow(
                    key, range.first(), range.last(), epoch, 0, by, host.states(), host.observedMs(), host.encoded(),
                    host.details()));
            host.count(counts, 1);
        }
        tables.results().insertRuns(rows);
        if (!rows.isEmpty()) {
            long firstMs = rows.stream().mapToLong(RunRow::observedMs).min().getAsLong();
            tables.scans().seen(key.scanId(), key.segmentId(), firstMs);
        }
        tables.outcomes().add(key.scanId(), key.segmentId(), counts);
    }

    private void history(CheckedResult result, ScanPlan scan) throws SQLException {
        if (result.method() != null) {
            boolean vouched = !result.quality().getUntrusted();
            new SeenHosts(tables, plans, key, scan.zone())
                    .write(result.unit().protocol(), result.method(), result.hosts(), vouched);
        }
    }

    private void move(UnitRow unit, UnitState to, @Nullable Reason reason, boolean rerun) throws SQLException {
        UnitRow moved = new UnitRow(
                key, to, unit.epoch(), unit.attempts(), unit.agentId(), unit.incarnation(), reason, "", rerun);
        if (!tables.units().move(key, unit.state(), unit.epoch(), moved)) {
            throw new IllegalStateException(key + " changed within one transaction");
        }
    }

    /** A unit may be committed in parts, each of another quality. */
    private void addQuality(UnitQuality quality, AddressSet committed) throws SQLException {
        boolean first = committed.isEmpty();
        byte[] before = first ? new byte[0] : tables.units().status(key).orElseThrow().quality();
        keepQuality(Quality.sum(Quality.parse(before), quality));
    }

    private void keepQuality(UnitQuality quality) throws SQLException {
        tables.units().quality(key, quality.toByteArray());
    }

    private void progress(int unitsDone, UnitQuality quality) throws SQLException {
        UnitQuality before = Quality.parse(tables.scans().quality(key.scanId(), key.segmentId()));
        byte[] sum = Quality.sum(before, quality).toByteArray();
        tables.scans().progress(key.scanId(), key.segmentId(), unitsDone, sum);
    }

    private static AddressSet set(List<CommittedHosts> committed) {
        return AddressSet.of(committed.stream().map(CommittedHosts::hosts).toList());
    }
}
