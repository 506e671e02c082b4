package dev.scanctl.coordinator.query;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.scanctl.coordinator.store.StoreException;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.RemarkTotal;
import dev.scanctl.proto.v1.Remark;
import dev.scanctl.proto.v1.RemarkCount;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What there is to say of the hosts of a scan, counted. Used within one transaction. */
public final class RemarkCounts {
    private static final int EXAMPLES = 3;

    private RemarkCounts() {}

    /** By kind. */
    public static List<RemarkCount> of(Tables tables, long scanId, int segmentId, String segment) throws SQLException {
        List<RemarkCount> counts = new ArrayList<>();
        for (RemarkTotal total : tables.remarks().totals(scanId, segmentId)) {
            RemarkCount.Builder count = RemarkCount.newBuilder()
                    .setSegment(segment)
                    .setKindValue(total.kind())
                    .setHosts(total.hosts())
                    .setUnits(total.units())
                    .setPorts(total.ports());
            for (byte[] example : tables.remarks().first(scanId, segmentId, total.kind(), EXAMPLES)) {
                count.addExamples(remark(example));
            }
            counts.add(count.build());
        }
        return counts;
    }

    static Remark remark(byte[] encoded) {
        try {
            return Remark.parseFrom(encoded);
        } catch (InvalidProtocolBufferException e) {
            throw new StoreException("A stored remark cannot be read: " + e.getMessage(), e);
        }
    }
}
