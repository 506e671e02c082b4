package dev.scanctl.coordinator.scan;

import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.plan.PlannedScan;
import dev.scanctl.coordinator.plan.Planner;
import dev.scanctl.coordinator.store.ScanRow;
import dev.scanctl.coordinator.store.SegmentRow;
import dev.scanctl.proto.v1.ScanSpec;
import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.wire.AddressRange;
import java.util.List;

/** From what an operator asked to a plan, or to one sentence why not. Changes nothing; may wait for names to resolve. */
final class Drafting {
    private final Ledger ledger;
    private final Planner planner;

    Drafting(Ledger ledger, Planner planner) {
        this.ledger = ledger;
        this.planner = planner;
    }

    /** {@link ScanRefused} or {@link BadInput} if it cannot be. */
    Draft draft(ScanSpec asked) {
        List<SegmentRow> known = ledger.read(tables -> tables.segments().list());
        ScanSpec whole = asked.getLikeScanId() == 0 ? asked : LikeSpec.merge(like(asked.getLikeScanId()), asked);
        ScanSpec spec = SpecRules.checked(
                whole, known.stream().map(SegmentRow::name).toList());
        if (spec.getTargetsCount() == 0) {
            throw new BadInput("no target is given");
        }
        PlannedScan planned = planner.plan(spec);
        return new Draft(zoned(spec, planned.zone()), planned, chosen(spec, known));
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
        ScanSpec.Builder spec = StoredScan.spec(old).toBuilder();
        for (AddressRange range : StoredScan.overlay(old).ranges()) {
            spec.addExclusions(SourceText.newBuilder()
                    .setText(range.toString())
                    .setOrigin("edits of scan " + scanId));
        }
        return spec.build();
    }
}
