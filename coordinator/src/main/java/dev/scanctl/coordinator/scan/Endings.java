package dev.scanctl.coordinator.scan;

import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.ScanRow;
import dev.scanctl.coordinator.store.row.ScanSegmentRow;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.proto.v1.ScanActionRequest;
import dev.scanctl.proto.v1.ScanState;
import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How scans come to their end, and how they are removed after it. */
final class Endings {
    /** Rows deleted in one transaction: some tens of milliseconds of the writer's time. */
    private static final int ROWS_AT_A_TIME = 2_000;

    private static final int DELETIONS_REMEMBERED = 1_000;
    private static final Logger LOG = System.getLogger(Endings.class.getName());

    private final Controls controls;

    /** Scan by request id; a scan's own requests go with it, and a retry must find what it did. Guarded by order. */
    private final Map<String, Long> deleted = new LinkedHashMap<>();

    Endings(Controls controls) {
        this.controls = controls;
    }

    /** Ends a running scan of which no unit is open any more; otherwise it does nothing. */
    void finish(long scanId) {
        controls.inOrder(() -> {
            Optional<ScanRow> ended = controls.ledger().write(Lane.CONTROL, tables -> ended(tables, scanId));
            ended.ifPresent(row -> {
                LOG.log(Level.INFO, "{0} is {1}.", StoredScan.label(row), Verb.word(row.state()));
                controls.desk().scanDeleted(scanId);
                controls.feed().forget(scanId);
            });
            return ended;
        });
    }

    private static Optional<ScanRow> ended(Tables tables, long scanId) throws SQLException {
        Optional<ScanRow> row = tables.scans().byId(scanId);
        if (row.isEmpty() || row.get().state() != ScanState.SCAN_STATE_RUNNING) {
            return Optional.empty();
        }
        StoredScan scan = StoredScan.brief(tables, row.get());
        boolean gaps = !Gaps.of(scan).isEmpty();
        for (ScanSegmentRow segment : scan.segments()) {
            Map<UnitState, Long> units = tables.units().counts(scanId, segment.segmentId());
            if (segment.nextPosition() < segment.unitsTotal()
                    || units.containsKey(UnitState.PENDING)
                    || units.containsKey(UnitState.LEASED)) {
                return Optional.empty();
            }
            gaps |= units.containsKey(UnitState.QUARANTINED);
        }
        ScanState end = gaps ? ScanState.SCAN_STATE_COMPLETED_WITH_GAPS : ScanState.SCAN_STATE_COMPLETED;
        return tables.scans().move(scanId, ScanState.SCAN_STATE_RUNNING, end)
                ? tables.scans().byId(scanId)
                : Optional.empty();
    }

    /**
     * Deletes a scan in pieces. It is cancelled first: should the coordinator stop on the way, what is left of it must
     * not pass for a complete scan, and nobody may set it running meanwhile.
     */
    long delete(ScanActionRequest request) {
        Optional<Long> before = controls.inOrder(() -> Optional.ofNullable(deleted.get(request.getRequestId())));
        if (before.isPresent()) {
            return before.get();
        }
        long id = controls.ledger().scan(request.getScan()).id();
        controls.inOrder(() -> {
            controls.ledger().write(Lane.CONTROL, tables -> condemned(tables, id));
            controls.desk().scanDeleted(id);
            controls.feed().forget(id);
            return id;
        });
        while (!controls.ledger().<Boolean>write(Lane.BULK, t -> t.scans().deleteSome(id, ROWS_AT_A_TIME))) {
            // The writer serves everybody else between two pieces.
        }
        LOG.log(Level.INFO, "Scan {0} was deleted with its results.", id);
        return controls.inOrder(() -> remember(request.getRequestId(), id));
    }

    private static boolean condemned(Tables tables, long id) throws SQLException {
        ScanRow row = Ledger.current(tables, id);
        Verb.DELETE.require(StoredScan.label(row), row.state());
        return tables.scans().move(id, row.state(), ScanState.SCAN_STATE_CANCELLED);
    }

    private long remember(String requestId, long id) {
        deleted.put(requestId, id);
        if (deleted.size() > DELETIONS_REMEMBERED) {
            deleted.remove(deleted.keySet().iterator().next());
        }
        return id;
    }
}
