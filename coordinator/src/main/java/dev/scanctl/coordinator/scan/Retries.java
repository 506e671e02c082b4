package dev.scanctl.coordinator.scan;

import dev.scanctl.coordinator.ingest.Ingest;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.ScanRow;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.proto.v1.ScanState;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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
     * Units are put back first and the scan is set running after it, so that a coordinator that stops on the way leaves
     * a scan with gaps that can be retried again. Nobody else may change scans meanwhile.
     *
     * @return units put back
     */
    long retry(long id, String requestId) {
        return controls.inOrder(() -> {
            if (!controls.ledger().<Boolean>write(Lane.CONTROL, tables -> allowed(tables, id, requestId))) {
                return 0L;
            }
            long units = ingest.retry(id);
            if (units > 0) {
                runAgain(id, units);
            }
            return units;
        });
    }

    private static boolean allowed(Tables tables, long id, String requestId) throws SQLException {
        ScanRow row = Ledger.current(tables, id);
        if (!Ledger.fresh(tables, requestId, id, Verb.RETRY)) {
            return false;
        }
        Verb.RETRY.require(StoredScan.label(row), row.state());
        return true;
    }

    private void runAgain(long id, long units) {
        ScanRow row = controls.ledger().write(Lane.CONTROL, tables -> {
            tables.scans().move(id, ScanState.SCAN_STATE_COMPLETED_WITH_GAPS, ScanState.SCAN_STATE_RUNNING);
            return Ledger.current(tables, id);
        });
        if (row.state() == ScanState.SCAN_STATE_RUNNING) {
            controls.begin(row);
        }
        controls.desk().unitsRetried(id);
        controls.feed().stir(id);
        LOG.log(Level.INFO, "{0}: {1} units are put back.", StoredScan.label(row), units);
    }
}
