package dev.scanctl.coordinator.ingest;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.store.StoreException;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.ScanHead;
import dev.scanctl.coordinator.store.row.ScanRow;
import dev.scanctl.proto.v1.ExclusionOverlay;
import dev.scanctl.proto.v1.PlanSummary;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Plans of stored scans, decoded once each and kept while they are in use. Safe for any thread. */
public final class StoredPlans {
    /** A plan is as large as the ranges that were typed; two thousand ordinary ones are a few megabytes. */
    private static final int MOST = 2048;

    private final Map<Long, ScanPlan> recent = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, ScanPlan> eldest) {
            return size() > MOST;
        }
    });

    /** The plan of a scan with its newest overlay, as the transaction sees it; empty if there is no such scan. */
    public Optional<ScanPlan> of(Tables tables, long scanId) throws SQLException {
        Optional<ScanHead> head = tables.scans().head(scanId);
        return head.isPresent() ? Optional.of(of(tables, head.get())) : Optional.empty();
    }

    /** The same for a scan whose row was just read. */
    public ScanPlan of(Tables tables, ScanHead head) throws SQLException {
        ScanPlan known = recent.get(head.id());
        if (known != null && known.overlay() == head.overlay()) {
            return known;
        }
        ScanRow row = tables.scans()
                .byId(head.id())
                .orElseThrow(() -> new StoreException("Scan " + head.id() + " is gone.", null));
        ScanPlan fresh = decode(row);
        recent.put(head.id(), fresh);
        return fresh;
    }

    private static ScanPlan decode(ScanRow row) {
        try {
            Plan plan = Plan.decode(row.plan());
            return new ScanPlan(
                    row.id(),
                    row.createdMs(),
                    plan,
                    plan.addresses(),
                    row.overlay(),
                    excluded(row.overlayRanges()),
                    PlanSummary.parseFrom(row.names()).getZone());
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new StoreException("The stored plan of scan " + row.id() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static AddressSet excluded(byte[] overlay) throws InvalidProtocolBufferException {
        return AddressSet.of(ExclusionOverlay.parseFrom(overlay).getAddressesList().stream()
                .map(range -> new AddressRange(address(range.getFirst()), address(range.getLast())))
                .toList());
    }

    private static Address address(ByteString bytes) {
        return Address.of(bytes.toByteArray());
    }
}
