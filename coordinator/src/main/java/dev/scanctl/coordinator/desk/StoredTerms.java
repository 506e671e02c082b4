package dev.scanctl.coordinator.desk;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.scanctl.coordinator.lease.ScanTerms;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.store.ScanRow;
import dev.scanctl.proto.v1.ExclusionOverlay;
import dev.scanctl.proto.v1.ScanSpec;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;

/** Reads a scan's terms from its row. */
final class StoredTerms {
    private static final int USUAL_PRIORITY = 50;

    private StoredTerms() {}

    static ScanTerms of(ScanRow row, Plan plan) {
        try {
            ScanSpec spec = ScanSpec.parseFrom(row.spec());
            return new ScanTerms(
                    row.id(),
                    plan,
                    spec.getSettings(),
                    row.priority() == 0 ? USUAL_PRIORITY : row.priority(),
                    row.ratePps(),
                    row.hostRatePps(),
                    row.overlay(),
                    excluded(ExclusionOverlay.parseFrom(row.overlayRanges())));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the store holds no readable spec for scan " + row.id(), e);
        }
    }

    private static AddressSet excluded(ExclusionOverlay overlay) {
        return AddressSet.of(overlay.getAddressesList().stream()
                .map(range -> new AddressRange(
                        Address.of(range.getFirst().toByteArray()),
                        Address.of(range.getLast().toByteArray())))
                .toList());
    }
}
