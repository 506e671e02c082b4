package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.ingest.Discovered;
import dev.scanctl.coordinator.ingest.Quality;
import dev.scanctl.coordinator.plan.PlannedUnit;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.OpenDetails;
import dev.scanctl.coordinator.store.row.RunRow;
import dev.scanctl.coordinator.store.row.ScanSegmentRow;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.coordinator.store.row.UnitStatus;
import dev.scanctl.proto.v1.Remark;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import dev.scanctl.wire.Runs;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds by plan arithmetic what the scans of a group say of some addresses, as far back as needed: scans of which all was
 * observed again by later ones are not read. Used within one transaction.
 */
final class PieceReader {
    private static final Outcome QUARANTINED = Outcome.of(PortState.UNKNOWN, Reason.QUARANTINED);
    private static final Outcome CANCELLED = Outcome.of(PortState.NOT_PROBED, Reason.CANCELLED);

    private final Tables tables;
    private final Group group;
    private final Filter filter;
    private final long watermark;
    private final List<Piece> pieces = new ArrayList<>();
    /** By scan: units at positions below it have been handed out or passed. */
    private final Map<Long, Long> positions = new HashMap<>();
    /** By scan: whether there is any remark in it. */
    private final Map<Long, Boolean> remarked = new HashMap<>();

    /**
     * @param watermark rows of later transactions are not seen
     */
    PieceReader(Tables tables, Group group, Filter filter, long watermark) {
        this.tables = tables;
        this.group = group;
        this.filter = filter;
        this.watermark = watermark;
    }

    /** In no particular order. */
    List<Piece> read(AddressSet addresses) throws SQLException {
        Observed observed = new Observed(addresses, filter);
        for (ScanView scan : group.lastEndedFirst()) {
            if (observed.hides(scan)) {
                continue;
            }
            int from = pieces.size();
            for (long unit : scan.plan().plan().unitsTouching(addresses).toArray()) {
                read(scan, scan.plan().plan().unit(unit), addresses);
            }
            if (group.scans().size() > 1) {
                pieces.subList(from, pieces.size()).forEach(observed::add);
            }
        }
        return pieces;
    }

    private void read(ScanView scan, PlannedUnit unit, AddressSet addresses) throws SQLException {
        if (unit.ports().intersect(filter.ports(unit.protocol())).isEmpty()) {
            return;
        }
        AddressSet wanted = addresses.intersect(unit.addresses());
        AddressRange span = new AddressRange(wanted.at(0), wanted.at(wanted.size() - 1));
        UnitKey key = new UnitKey(scan.id(), group.segment().id(), unit.number());
        AddressSet left = wanted;
        Beside beside = null;
        for (RunRow row : tables.results().runs(key, span)) {
            AddressRange hosts = new AddressRange(row.first(), row.last());
            left = left.minus(AddressSet.of(hosts));
            if (row.commitNo() <= watermark && group.holds(row.observedMs()) && tells(row)) {
                Runs runs = Runs.decode(row.runs(), unit.ports());
                beside = beside == null ? beside(key) : beside;
                pieces.add(new Piece(
                        scan, unit, hosts, runs, row.method(), row.observedMs(), beside.silentAttempts, beside.remarks,
                        new OpenDetails(row.details(), runs)));
            }
        }
        if (!left.isEmpty() && wantsDerived()) {
            derive(scan, unit, key, left);
        }
    }

    /** What a unit's rows do not tell. */
    private record Beside(int silentAttempts, List<Remark> remarks) {}

    private Beside beside(UnitKey key) throws SQLException {
        int attempts = 0;
        if (filter.states().contains(PortState.FILTERED) || filter.states().contains(PortState.OPEN_FILTERED)) {
            Optional<UnitStatus> status = tables.units().status(key);
            attempts = status.isEmpty() ? 0 : Quality.parse(status.get().quality()).getMinSilentAttempts();
        }
        return new Beside(attempts, remarked(key.scanId()) ? remarks(key) : List.of());
    }

    private boolean remarked(long scanId) throws SQLException {
        Boolean any = remarked.get(scanId);
        if (any == null) {
            any = tables.remarks().any(scanId, group.segment().id());
            remarked.put(scanId, any);
        }
        return any;
    }

    private List<Remark> remarks(UnitKey key) throws SQLException {
        return tables.remarks().of(key).stream().map(RemarkCounts::remark).toList();
    }

    /** Whether a row can matter: where one scan is asked, only states asked for do. */
    private boolean tells(RunRow row) {
        return group.scans().size() > 1 || filter.states().stream().anyMatch(row::has);
    }

    private boolean wantsDerived() {
        return filter.states().contains(PortState.UNKNOWN) || filter.states().contains(PortState.NOT_PROBED);
    }

    /** Ports of units that nobody will finish have no rows: the unit's state says what became of them. */
    private void derive(ScanView scan, PlannedUnit unit, UnitKey key, AddressSet left) throws SQLException {
        Optional<UnitStatus> status = tables.units().status(key);
        UnitState state = status.isPresent() ? status.get().row().state() : withoutRow(scan, unit);
        if (state == UnitState.DONE) {
            down(scan, unit, key, left);
            return;
        }
        if (state != UnitState.QUARANTINED && !scan.cancelled()) {
            return;
        }
        boolean quarantined = state == UnitState.QUARANTINED;
        Outcome outcome = quarantined ? QUARANTINED : CANCELLED;
        long atMs = quarantined ? status.orElseThrow().changedMs() : scan.head().endedMs();
        Runs runs = Runs.of(unit.ports(), rank -> outcome);
        for (AddressRange hosts : group.holds(atMs) ? left.ranges() : List.<AddressRange>of()) {
            pieces.add(silent(scan, unit, hosts, runs, atMs));
        }
    }

    private static Piece silent(ScanView scan, PlannedUnit unit, AddressRange hosts, Runs runs, long atMs) {
        return new Piece(scan, unit, hosts, runs, null, atMs, 0, List.of(), new OpenDetails(new byte[0], runs));
    }

    /** A unit that was passed because all of its hosts are down is done and has no row. */
    private UnitState withoutRow(ScanView scan, PlannedUnit unit) throws SQLException {
        if (!scan.plan().plan().discovers()) {
            return UnitState.PENDING;
        }
        Long next = positions.get(scan.id());
        if (next == null) {
            next = tables.scans().segments(scan.id()).stream()
                    .filter(row -> row.segmentId() == group.segment().id())
                    .mapToLong(ScanSegmentRow::nextPosition)
                    .sum();
            positions.put(scan.id(), next);
        }
        return scan.plan().plan().positionOf(unit.number()) < next ? UnitState.DONE : UnitState.PENDING;
    }

    /** Hosts that discovery found down have no rows, in units that are done. */
    private void down(ScanView scan, PlannedUnit unit, UnitKey key, AddressSet left) throws SQLException {
        Discovered discovered = Discovered.of(tables, scan.plan(), key);
        Runs runs = Runs.of(unit.ports(), rank -> Discovered.HOST_DOWN);
        if (!group.holds(discovered.observedMs())) {
            return;
        }
        for (AddressRange hosts : left.intersect(discovered.down()).ranges()) {
            pieces.add(silent(scan, unit, hosts, runs, discovered.observedMs()));
        }
    }
}
