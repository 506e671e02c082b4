package dev.scanctl.coordinator.scan;

import dev.scanctl.coordinator.access.AccessRefused;
import dev.scanctl.coordinator.access.Caller;
import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.plan.PlannedScan;
import dev.scanctl.coordinator.plan.Planner;
import dev.scanctl.coordinator.scope.Scope;
import dev.scanctl.coordinator.scope.Scopes;
import dev.scanctl.coordinator.store.row.ScanRow;
import dev.scanctl.coordinator.store.row.SegmentRow;
import dev.scanctl.proto.v1.ProbeHours;
import dev.scanctl.proto.v1.ScanSpec;
import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.wire.AddressRange;
import java.util.List;

/** From what an operator asked to a plan, or to one sentence why not. Changes nothing; may wait for names to resolve. */
final class Drafting {
    private final Ledger ledger;
    private final Planner planner;
    private final Scopes scopes;

    Drafting(Ledger ledger, Planner planner, Scopes scopes) {
        this.ledger = ledger;
        this.planner = planner;
        this.scopes = scopes;
    }

    /** {@link ScanRefused}, {@link BadInput} or {@link AccessRefused} if it cannot be. */
    Draft draft(ScanSpec asked, Caller caller) {
        List<SegmentRow> known = ledger.read(tables -> tables.segments().list());
        ScanSpec whole = asked.getLikeScanId() == 0 ? asked : LikeSpec.merge(like(asked.getLikeScanId()), asked);
        ScanSpec spec = SpecRules.checked(
                whole, known.stream().map(SegmentRow::name).toList());
        if (spec.getTargetsCount() == 0) {
            throw new BadInput("no target is given");
        }
        PlannedScan planned = planner.plan(spec);
        ScanSpec zoned = zoned(spec, planned.zone());
        return new Draft(
                scopes.permitting(caller, planned.plan(), spec.getRatePps())
                        .map(scope -> under(scope, zoned))
                        .orElse(zoned),
                planned,
                chosen(spec, known));
    }

    /** The scan keeps to the scope's hours beside its own, and to its part of the scope's rate. */
    private static ScanSpec under(Scope scope, ScanSpec spec) {
        ScanSpec.Builder under = spec.toBuilder().setScope(scope.name()).setScopePps(scope.maxPps());
        ProbeHours hours = scope.spec().getHours();
        if (hours.getAllowCount() + hours.getDenyCount() > 0) {
            under.addHours(hours);
        }
        return under.build();
    }

    /** Agents are told of the zone by the settings, wherever it was typed. */
    private static ScanSpec zoned(ScanSpec spec, String zone) {
        if (!zone.isEmpty() && spec.getSegmentsCount() != 1) {
            throw ScanRefused.malformed("zone " + zone + " is an interface of one agent's machine, so link-local targets"
                    + " are scanned from one segment, not from " + String.join(", ", spec.getSegmentsList()));
        }
        return spec.toBuilder()
                .setSettings(spec.getSettings().toBuilder().setZone(zone))
                .build();
    }

    private static List<SegmentRow> chosen(ScanSpec spec, List<SegmentRow> known) {
        return known.stream().filter(row -> spec.getSegmentsList().contains(row.name())).toList();
    }

    /** The old spec with what was edited; exclusions added while it ran are exclusions from the start this time. */
    private ScanSpec like(long scanId) {
        ScanRow old = ledger.scan(Long.toUnsignedString(scanId));
        ScanSpec stored = StoredScan.spec(old);
        ScanSpec.Builder spec = stored.toBuilder().clearScope().clearScopePps().clearHours();
        stored.getHoursList().stream().filter(hours -> hours.getScope().isEmpty()).forEach(spec::addHours);
        for (AddressRange range : StoredScan.overlay(old).ranges()) {
            spec.addExclusions(SourceText.newBuilder()
                    .setText(range.toString())
                    .setOrigin("edits of scan " + scanId));
        }
        return spec.build();
    }
}
