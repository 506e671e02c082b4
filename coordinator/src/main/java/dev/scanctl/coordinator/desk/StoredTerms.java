package dev.scanctl.coordinator.desk;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.scanctl.coordinator.grammar.PortParser;
import dev.scanctl.coordinator.lease.Permit;
import dev.scanctl.coordinator.lease.ScanTerms;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.store.row.ScanRow;
import dev.scanctl.proto.v1.ExclusionOverlay;
import dev.scanctl.proto.v1.Profile;
import dev.scanctl.proto.v1.ScanSpec;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;

/** Reads a scan's terms from its row. */
final class StoredTerms {
    private static final int USUAL_PRIORITY = 50;

    /** Ports that no service is registered for (RFC 6335 section 6). */
    private static final PortSet UNREGISTERED = PortSet.of(new PortRange(49_152, 65_535));

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
                    excluded(ExclusionOverlay.parseFrom(row.overlayRanges())),
                    control(spec),
                    permit(spec));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the store holds no readable spec for scan " + row.id(), e);
        }
    }

    /** Not for fragile hosts, which are asked for nothing but what was wished for. */
    private static PortSet control(ScanSpec spec) {
        boolean fragile = spec.getSettings().getProfile() == Profile.PROFILE_FRAGILE;
        PortSet excluded = PortParser.parseExclusions(spec.getExcludePorts()).tcp();
        return fragile ? PortSet.EMPTY : UNREGISTERED.minus(excluded);
    }

    private static Permit permit(ScanSpec spec) {
        return new Permit(
                spec.getScope(),
                spec.getScopePps(),
                spec.getHoursList().stream().map(Permit::hours).toList());
    }

    private static AddressSet excluded(ExclusionOverlay overlay) {
        return AddressSet.of(overlay.getAddressesList().stream()
                .map(range -> new AddressRange(
                        Address.of(range.getFirst().toByteArray()),
                        Address.of(range.getLast().toByteArray())))
                .toList());
    }
}
