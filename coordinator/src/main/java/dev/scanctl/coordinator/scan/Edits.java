package dev.scanctl.coordinator.scan;

import dev.scanctl.coordinator.access.AccessRefused;
import dev.scanctl.coordinator.grammar.TargetParser;
import dev.scanctl.coordinator.scope.Scopes;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.ScanEdit;
import dev.scanctl.coordinator.store.row.ScanRow;
import dev.scanctl.proto.v1.EditScanRequest;
import dev.scanctl.proto.v1.ExclusionOverlay;
import dev.scanctl.proto.v1.ProbeHours;
import dev.scanctl.proto.v1.ScanSpec;
import dev.scanctl.wire.AddressSet;
import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Changes of a scan that is there already. Exclusions can be added, never taken back. */
final class Edits {
    /** An overlay travels in one control message of at most 64 KiB, at up to 40 bytes a range. */
    private static final int MOST_RANGES = 1_500;

    private static final Logger LOG = System.getLogger(Edits.class.getName());

    private final Controls controls;
    private final TargetParser targets;
    private final Scopes scopes;

    Edits(Controls controls, TargetParser targets, Scopes scopes) {
        this.controls = controls;
        this.targets = targets;
        this.scopes = scopes;
    }

    void edit(long id, EditScanRequest request) {
        check(request);
        if (request.hasRatePps()) {
            withinScope(id, request.getRatePps());
        }
        // Names may take seconds to resolve, so not while everybody else waits.
        AddressSet gone = targets.parse(request.getAddExclusionsList()).addresses();
        controls.inOrder(() -> {
            Optional<ScanRow> edited =
                    controls.ledger().write(Lane.CONTROL, tables -> edited(tables, id, request, gone));
            edited.filter(row -> steers(request)).ifPresent(controls.desk()::scanEdited);
            edited.ifPresent(row -> LOG.log(Level.INFO, "{0} was edited.", StoredScan.label(row)));
            controls.feed().stir(id);
            return edited;
        });
    }

    /** An edit gives no scan more than its scope does. */
    private void withinScope(long id, long ratePps) {
        String name = StoredScan.spec(controls.ledger().scan(Long.toUnsignedString(id))).getScope();
        scopes.find(name).filter(scope -> scope.tooFast(ratePps).isPresent()).ifPresent(scope -> {
            throw new AccessRefused(AccessRefused.Cause.DENIED, "scope " + name + " allows at most " + scope.maxPps()
                    + " probes a second to all of its scans");
        });
    }

    private static void check(EditScanRequest request) {
        if (!steers(request) && !request.hasName() && !request.hasReason()) {
            throw ScanRefused.malformed("nothing to change is given");
        }
        SpecRules.name(request.getName());
        SpecRules.text("reason", request.getReason(), SpecRules.MAX_REASON);
        SpecRules.hours(List.of(request.getHours()));
        SpecRules.priority(request.getPriority());
        SpecRules.rate("rate", request.getRatePps());
        SpecRules.rate("host rate", request.getHostRatePps());
    }

    /** Whether it changes more than what people call the scan. */
    private static boolean steers(EditScanRequest request) {
        return request.getAddExclusionsCount() > 0
                || request.hasHours()
                || request.hasPriority()
                || request.hasRatePps()
                || request.hasHostRatePps();
    }

    /** The row after the change; empty if the same request was made before. */
    private static Optional<ScanRow> edited(Tables tables, long id, EditScanRequest request, AddressSet gone)
            throws SQLException {
        ScanRow row = Ledger.current(tables, id);
        if (!Ledger.fresh(tables, request.getRequestId(), id, Verb.EDIT)) {
            return Optional.empty();
        }
        if (steers(request)) {
            Verb.EDIT.require(StoredScan.label(row), row.state());
        }
        ScanEdit edit = new ScanEdit(
                request.hasName() ? request.getName() : row.name(),
                request.hasReason() ? request.getReason() : row.reason(),
                request.hasPriority() ? Draft.priority(request.getPriority()) : row.priority(),
                request.hasRatePps() ? request.getRatePps() : row.ratePps(),
                request.hasHostRatePps() ? request.getHostRatePps() : row.hostRatePps(),
                row.overlay(),
                row.overlayRanges(),
                request.hasHours() ? withHours(row, request.getHours()) : row.spec());
        tables.scans().edit(id, gone.isEmpty() ? edit : overlaid(edit, row, gone));
        return Optional.of(Ledger.current(tables, id));
    }

    /** In place of its own hours; those of its scope stay. */
    private static byte[] withHours(ScanRow row, ProbeHours hours) {
        ScanSpec old = StoredScan.spec(row);
        ScanSpec.Builder spec = old.toBuilder().clearHours().addAllHours(SpecRules.hours(List.of(hours)));
        old.getHoursList().stream().filter(one -> !one.getScope().isEmpty()).forEach(spec::addHours);
        return spec.build().toByteArray();
    }

    private static ScanEdit overlaid(ScanEdit edit, ScanRow row, AddressSet gone) {
        AddressSet all = StoredScan.overlay(row).union(gone);
        if (all.ranges().size() > MOST_RANGES) {
            throw ScanRefused.notNow("with these, " + StoredScan.label(row) + " would have more than " + MOST_RANGES
                    + " separate ranges excluded while it runs; cancel it and submit it anew with --exclude");
        }
        int number = row.overlay() + 1;
        byte[] ranges = ExclusionOverlay.newBuilder()
                .setScanId(row.id())
                .setOverlay(number)
                .addAllAddresses(RangeMessages.of(all))
                .build()
                .toByteArray();
        return edit.withOverlay(number, ranges);
    }
}
