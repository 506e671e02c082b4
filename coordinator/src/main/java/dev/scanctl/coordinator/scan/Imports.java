package dev.scanctl.coordinator.scan;

import dev.scanctl.coordinator.ingest.ForeignResults;
import dev.scanctl.coordinator.ingest.TimelineBacklog;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.NewScan;
import dev.scanctl.coordinator.store.row.ScanRow;
import dev.scanctl.coordinator.store.row.SegmentRow;
import dev.scanctl.proto.v1.ImportAnswer;
import dev.scanctl.proto.v1.ImportHeader;
import dev.scanctl.proto.v1.ScanSpec;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.wire.Method;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Scans that another scanner has made. Until all of one is stored it stands as cancelled, so that a part never passes for the
 * whole, should the coordinator stop on the way; the same file then makes it anew. Any thread.
 */
public final class Imports {
    private static final int PRIORITY = 50;
    private static final int ROWS_AT_A_TIME = 2_000;

    private final Store store;
    private final Ledger ledger;
    private final ScanViews views;
    private final TimelineBacklog history;
    private final InstantSource clock;
    /** Request ids of those under way. */
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    public Imports(Store store, ScanViews views, TimelineBacklog history, InstantSource clock) {
        this.store = store;
        this.ledger = new Ledger(store);
        this.views = views;
        this.history = history;
        this.clock = clock;
    }

    /** What the same file became before; empty if it did not. */
    public Optional<ImportAnswer> before(ImportHeader header) {
        ImportHeaders.check(header);
        return earlier(ImportHeaders.requestId(header))
                .filter(row -> row.state() != ScanState.SCAN_STATE_CANCELLED)
                .map(row -> ImportAnswer.newBuilder().setScan(views.scan(row.id())).setBefore(true).build());
    }

    private Optional<ScanRow> earlier(String requestId) {
        return ledger.read(tables -> tables.scans().byRequest(requestId));
    }

    /** Begins to store what follows the header; {@link ScanRefused} if it cannot be. */
    public Import begin(ImportHeader header) {
        ImportHeaders.check(header);
        Plan plan = ImportHeaders.plan(header);
        String requestId = ImportHeaders.requestId(header);
        if (!underWay.add(requestId)) {
            throw ScanRefused.notNow("the same file is being imported at this moment");
        }
        try {
            earlier(requestId).ifPresent(left -> delete(left.id()));
            return begin(header, plan, requestId);
        } catch (RuntimeException e) {
            underWay.remove(requestId);
            throw e;
        }
    }

    private Import begin(ImportHeader header, Plan plan, String requestId) {
        SegmentRow segment = ledger.write(Lane.CONTROL, tables -> segment(tables, header));
        ScanSpec spec = SpecRules.checked(ImportHeaders.spec(header, plan.addresses()), List.of(segment.name()));
        NewScan scan = new NewScan(
                requestId, spec.getName(), spec.getOwner(), spec.getReason(), PRIORITY, 0, 0, spec.toByteArray(), plan.encode(),
                ImportHeaders.findings(header).toByteArray(), List.of(segment.id()), plan.unitCount(), plan.probeCount());
        long id = ledger.write(Lane.CONTROL, tables -> {
            long made = tables.scans().insert(scan);
            tables.scans().move(made, ScanState.SCAN_STATE_RUNNING, ScanState.SCAN_STATE_CANCELLED);
            tables.scans().ran(made, startedMs(header), endedMs(header));
            tables.backlog().await(made, segment.id());
            return made;
        });
        Method method = Method.of(header.getTcpMethodValue());
        ForeignResults results = new ForeignResults(plan, id, segment.id(), store.generation(), method);
        return new Import(this, requestId, header, new Import.Place(id, segment.id(), plan), results);
    }

    private static SegmentRow segment(Tables tables, ImportHeader header) throws SQLException {
        if (header.getNewSegment()) {
            SpecRules.checked(ScanSpec.newBuilder().addSegments(header.getSegment()).build(), List.of(header.getSegment()));
            return tables.segments().findOrCreate(header.getSegment(), "default");
        }
        List<String> known = tables.segments().list().stream().map(SegmentRow::name).toList();
        if (!known.contains(header.getSegment())) {
            throw ScanRefused.malformed("segment '" + header.getSegment() + "' is not known"
                    + (known.isEmpty() ? "" : "; known are " + String.join(", ", known))
                    + ". If it is meant, say --new-segment");
        }
        return tables.segments().byName(header.getSegment()).orElseThrow();
    }

    /** By the other scanner's clock; what is in the future counts as now. */
    long startedMs(ImportHeader header) {
        return Math.min(header.getStartedMs(), clock.instant().toEpochMilli());
    }

    long endedMs(ImportHeader header) {
        return Math.min(header.getEndedMs(), clock.instant().toEpochMilli());
    }

    Store store() {
        return store;
    }

    /** All is stored; the scan is what it was to be. */
    ImportAnswer settle(String requestId, long id) {
        underWay.remove(requestId);
        history.work(id);
        return ImportAnswer.newBuilder().setScan(views.scan(id)).build();
    }

    /** Nothing of it is to be left. */
    void undo(String requestId, long id) {
        try {
            delete(id);
        } finally {
            underWay.remove(requestId);
        }
    }

    private void delete(long id) {
        while (!ledger.<Boolean>write(Lane.BULK, tables -> tables.scans().deleteSome(id, ROWS_AT_A_TIME))) {
            // The writer serves everybody else between two pieces.
        }
    }
}
