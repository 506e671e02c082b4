package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.filter.Query;
import dev.scanctl.coordinator.filter.Reach;
import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.SegmentRow;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.Protocol;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What each scan has to say of one port from each segment, also where that is nothing. */
public final class PortQuery {
    /** Newest scans of a segment that are asked. */
    private static final int MOST_SCANS = 3;

    private final Store store;
    private final StoredPlans plans;

    public PortQuery(Store store, StoredPlans plans) {
        this.store = store;
        this.plans = plans;
    }

    /**
     * One scan that has planned the port, in one segment.
     *
     * @param outcome null: nothing is told
     * @param method null: nothing was probed
     * @param unit where the port's unit stands; null: it was never leased
     */
    public record Told(
            long scanId,
            ScanState state,
            @Nullable Outcome outcome,
            @Nullable Method method,
            long observedMs,
            @Nullable UnitRow unit) {}

    /**
     * One segment.
     *
     * @param address some scan from here has the address in its plan, whatever its ports
     * @param scans that have planned the port, newest first
     */
    public record FromSegment(SegmentRow segment, boolean address, List<Told> scans) {}

    /** By name of segment. */
    public List<FromSegment> of(Address address, Protocol protocol, int port) {
        return store.read(tables -> {
            List<ScanView> scans = new ScanViews(tables, plans).all().reversed();
            List<FromSegment> all = new ArrayList<>();
            for (SegmentRow segment : tables.segments().list()) {
                List<ScanView> here = scans.stream()
                        .filter(scan -> scan.covers(segment) && scan.plan().plan().addresses().contains(address))
                        .toList();
                List<Told> told = new ArrayList<>();
                for (ScanView scan : here) {
                    if (told.size() < MOST_SCANS && scan.plan().plan().ports(protocol).contains(port)) {
                        told.add(told(tables, segment, scan, address, protocol, port));
                    }
                }
                all.add(new FromSegment(segment, !here.isEmpty(), told));
            }
            return all;
        });
    }

    private static Told told(
            Tables tables, SegmentRow segment, ScanView scan, Address address, Protocol protocol, int port)
            throws SQLException {
        Set<String> known =
                tables.segments().list().stream().map(SegmentRow::name).collect(Collectors.toSet());
        Filter filter = Filter.of(new Query.Every(), Reach.of(new Query.Every(), known), List.of(segment));
        Group group = new Group(segment, List.of(scan));
        AddressSet one = AddressSet.of(AddressRange.of(address));
        Piece piece = new PieceReader(tables, group, filter, Long.MAX_VALUE)
                .read(one).stream()
                        .filter(some -> some.unit().protocol() == protocol && some.unit().ports().contains(port))
                        .findFirst()
                        .orElse(null);
        Plan plan = scan.plan().plan();
        UnitKey key = new UnitKey(scan.id(), segment.id(), plan.unitOf(address, protocol, port));
        UnitRow unit = tables.units().byKey(key).orElse(null);
        return piece == null
                ? new Told(scan.id(), scan.head().state(), null, null, 0, unit)
                : new Told(
                        scan.id(), scan.head().state(), piece.runs().at(port), piece.method(), piece.observedMs(), unit);
    }
}
