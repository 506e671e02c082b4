package dev.scanctl.coordinator.scan;

import dev.scanctl.coordinator.ingest.Ingest;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.ScanRow;
import dev.scanctl.proto.v1.ScanState;
import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.sql.SQLException;

/** A second chance for what a scan could not find out. */
final class Retries {
    private static final Logger LOG = System.getLogger(Retries.class.getName());

    private final Controls controls;
    private final Ingest ingest;

    Retries(Controls controls, Ingest ingest) {
        this.controls = controls;
        this.ingest = ingest;
    }

    /**
     * Units are put back first, in batches and while everybody else goes on, and a scan that has ended is set running
     * after it. A coordinator that stops on the way leaves a scan with gaps, of which any later retry does the rest: so
     * the request is remembered at the end.
     *
     * @return units put back; of a scan that had ended also those of a retry before that was interrupted
     */
    long retry(long id, String requestId) {
        if (!controls.ledger().<Boolean>read(tables -> allowed(tables, id, requestId))) {
            return 0;
        }
        long units = putBack(id);
        return controls.inOrder(() -> runAgain(id, requestId, units));
    }

    private static boolean allowed(Tables tables, long id, String requestId) throws SQLException {
        ScanRow row = Ledger.current(tables, id);
        if (Ledger.made(tables, requestId, id, Verb.RETRY)) {
            return false;
        }
        Verb.RETRY.require(StoredScan.label(row), row.state());
        if (tables.pruned().begun(id).isPresent()) {
            throw ScanRefused.notNow(StoredScan.label(row)
                    + " was pruned and cannot be retried; submit with --like repeats it");
        }
        if (StoredScan.findings(row).getImported()) {
            throw ScanRefused.notNow(StoredScan.label(row) + " was imported, and who made it cannot be asked again; "
                    + "'scanctl submit --like " + row.id() + "' scans the same");
        }
        return true;
    }

    private long putBack(long id) {
        try {
            return ingest.retry(id);
        } catch (RuntimeException e) {
            // Of a scan that runs, the desk must hear of those that were put back all the same.
            controls.desk().unitsRetried(id);
            throw e;
        }
    }

    private long runAgain(long id, String requestId, long putBack) {
        long units = controls.ledger().<Long>write(Lane.CONTROL, tables -> {
            boolean first = allowed(tables, id, requestId) && Ledger.fresh(tables, requestId, id, Verb.RETRY);
            boolean ended = Ledger.current(tables, id).state() == ScanState.SCAN_STATE_COMPLETED_WITH_GAPS;
            long open = ended ? open(tables, id) : putBack;
            if (first && ended && open > 0) {
                tables.scans().move(id, ScanState.SCAN_STATE_COMPLETED_WITH_GAPS, ScanState.SCAN_STATE_RUNNING);
            }
            return first ? open : 0L;
        });
        if (units > 0) {
            tell(id, units);
        }
        return units;
    }

    /** Units of a scan that has ended that are not done; those that were given up have just been put back. */
    private static long open(Tables tables, long id) throws SQLException {
        return tables.scans().segments(id).stream()
                .mapToLong(segment -> segment.unitsTotal() - segment.unitsDone())
                .sum();
    }

    private void tell(long id, long units) {
        ScanRow row = controls.ledger().read(tables -> Ledger.current(tables, id));
        if (row.state() == ScanState.SCAN_STATE_RUNNING) {
            controls.begin(row);
        }
        controls.desk().unitsRetried(id);
        controls.feed().stir(id);
        LOG.log(Level.INFO, "{0}: {1} units are put back.", StoredScan.label(row), units);
    }
}
