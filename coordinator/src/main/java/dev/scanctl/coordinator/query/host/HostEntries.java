package dev.scanctl.coordinator.query.host;

import com.google.protobuf.ByteString;
import dev.scanctl.coordinator.grammar.Ports;
import dev.scanctl.coordinator.grammar.ServiceNames;
import dev.scanctl.coordinator.history.Stretch;
import dev.scanctl.coordinator.ingest.StoredPlans;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.SegmentRow;
import dev.scanctl.coordinator.store.row.TimelineRow;
import dev.scanctl.proto.v1.HistoryEntry;
import dev.scanctl.proto.v1.ListHistoryRequest;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The history of hosts as one segment saw them, in the words of the contract. */
record HostEntries(SegmentRow segment, Ports ports, ListHistoryRequest request) {

    /** By protocol, zone, port and time. Used within one transaction. */
    List<HistoryEntry> of(Tables tables, StoredPlans plans, RecordedHosts.Host host) {
        List<HistoryEntry> entries = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            PortSet wanted = protocol == Protocol.TCP ? ports.tcp() : ports.udp();
            TreeSet<String> zones = new TreeSet<>();
            host.rows().forEach(row -> zones.add(row.key().zone()));
            for (String zone : zones) {
                List<TimelineRow> own = host.rows().stream()
                        .filter(row -> row.key().protocol() == protocol && row.key().zone().equals(zone))
                        .toList();
                RecordedHost recorded = new RecordedHost(tables, plans, host.address(), own);
                PortSet some = recorded.ports(wanted, request.getAllStates());
                for (int rank = 0; rank < some.size(); rank++) {
                    int port = some.at(rank);
                    recorded.of(port).stream()
                            .filter(this::isAskedFor)
                            .forEach(stretch -> entries.add(entry(host.address(), zone, protocol, port, stretch)));
                }
            }
        }
        return entries;
    }

    private boolean isAskedFor(Stretch stretch) {
        return stretch.last().ms() >= request.getSinceMs()
                && (request.getAsOfMs() == 0 || stretch.heldAt(request.getAsOfMs()));
    }

    private HistoryEntry entry(Address address, String zone, Protocol protocol, int port, Stretch stretch) {
        HistoryEntry.Builder entry = HistoryEntry.newBuilder()
                .setSegment(segment.name())
                .setSpace(segment.space())
                .setAddress(ByteString.copyFrom(address.toBytes()))
                .setZone(zone)
                .setProtocolValue(protocol.number())
                .setPort(port)
                .setStateValue(stretch.state().number())
                .setMethodValue(stretch.method().number())
                .setService(ServiceNames.nameOf(protocol, port).orElse(""))
                .setFirstMs(stretch.first().ms())
                .setFirstScanId(stretch.first().scanId())
                .setLastMs(stretch.last().ms())
                .setLastScanId(stretch.last().scanId())
                .setByMethod(stretch.byMethod());
        if (stretch.before() != null) {
            entry.setBeforeMs(stretch.before().ms()).setBeforeScanId(stretch.before().scanId());
        }
        if (stretch.until() != null) {
            entry.setUntilMs(stretch.until().ms());
        }
        return entry.build();
    }
}
