package dev.scanctl.coordinator.query.host;

import com.google.protobuf.ByteString;
import dev.scanctl.coordinator.history.Seen;
import dev.scanctl.coordinator.history.SeenBlock;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.AddressBlock;
import dev.scanctl.coordinator.store.row.SeenHostRow;
import dev.scanctl.coordinator.store.row.SegmentRow;
import dev.scanctl.proto.v1.SeenHost;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that answered, in the words of the contract, read some blocks at a time.
 *
 * @param segments those that are asked for
 * @param labels addresses by label
 */
record HostList(List<SegmentRow> segments, TargetNames names, Map<String, AddressSet> labels) {
    /** Blocks of {@value AddressBlock#SIZE} addresses read at a time: a short transaction. */
    private static final int BLOCKS = 16;

    /**
     * @param hosts by address, segment and zone
     * @param left what is left of the range after these; null: nothing
     */
    record Some(List<SeenHost> hosts, @Nullable AddressRange left) {}

    /** The first ones of a range. Used within one transaction. */
    Some next(Tables tables, AddressRange range) throws SQLException {
        List<SeenHost> hosts = new ArrayList<>();
        AddressRange rest = range;
        for (int i = 0; i < BLOCKS; i++) {
            Address block = tables.seenHosts().next(rest).orElse(null);
            if (block == null) {
                return new Some(hosts, null);
            }
            hosts.addAll(of(tables, block, range));
            Address end = block.plus(AddressBlock.SIZE - 1);
            if (end.compareTo(range.last()) >= 0) {
                return new Some(hosts, null);
            }
            rest = new AddressRange(end.plus(1), range.last());
        }
        return new Some(hosts, rest);
    }

    private List<SeenHost> of(Tables tables, Address block, AddressRange range) throws SQLException {
        List<SeenHost> hosts = new ArrayList<>();
        for (SeenHostRow row : tables.seenHosts().of(block)) {
            SegmentRow segment = segments.stream().filter(one -> one.id() == row.segmentId()).findFirst().orElse(null);
            if (segment != null) {
                SeenBlock.decode(row.seen()).hosts().forEach((place, seen) -> {
                    Address address = block.plus(place);
                    if (range.contains(address)) {
                        hosts.add(host(segment, address, row.zone(), seen));
                    }
                });
            }
        }
        hosts.sort(Comparator.comparing((SeenHost host) -> Address.of(host.getAddress().toByteArray()))
                .thenComparing(SeenHost::getSegment)
                .thenComparing(SeenHost::getZone));
        return hosts;
    }

    private SeenHost host(SegmentRow segment, Address address, String zone, Seen seen) {
        SeenHost.Builder host = SeenHost.newBuilder()
                .setSegment(segment.name())
                .setSpace(segment.space())
                .setAddress(ByteString.copyFrom(address.toBytes()))
                .setZone(zone)
                .addAllNames(names.of(address))
                .setFirstMs(seen.first().ms())
                .setFirstScanId(seen.first().scanId())
                .setLastMs(seen.last().ms())
                .setLastScanId(seen.last().scanId());
        labels.forEach((label, addresses) -> {
            if (addresses.contains(address)) {
                host.addLabels(label);
            }
        });
        return host.build();
    }
}
