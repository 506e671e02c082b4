package dev.scanctl.coordinator.ingest;

import com.google.protobuf.ByteString;
import dev.scanctl.coordinator.store.row.RemarkRow;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.proto.v1.Remark;
import dev.scanctl.proto.v1.RemarkKind;
import dev.scanctl.proto.v1.UnitQuality;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.Reason;
import dev.scanctl.wire.Run;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What there is to say of the hosts of one result: what its agent says, and what its runs and its quality do. */
final class Remarks {
    private static final int MOST_EXAMPLES_OF_PORTS = 16;
    private static final int MOST = 1 << 16;

    private final UnitKey key;
    /** One of a kind for each first address: an agent that says two is not to be believed both. */
    private final Map<String, RemarkRow> rows = new LinkedHashMap<>();

    Remarks(UnitKey key) {
        this.key = key;
    }

    /** An agent's remark on these hosts, with no number in it that cannot be. Of a kind that is not an agent's to say: none. */
    Remarks claimed(Remark claimed, AddressRange hosts) {
        Remark.Builder remark = Remark.newBuilder();
        switch (claimed.getKind()) {
            case REMARK_KIND_ANSWERS_EVERYTHING ->
                remark.setProbedPorts(count(claimed.getProbedPorts()))
                        .setOpenPorts(count(claimed.getOpenPorts()))
                        .setControlPorts(count(claimed.getControlPorts()))
                        .addAllOpenControlPorts(claimed.getOpenControlPortsList().stream()
                                .filter(port -> port >= 0 && port < MOST)
                                .limit(MOST_EXAMPLES_OF_PORTS)
                                .toList())
                        .setNeighboursAsked(count(claimed.getNeighboursAsked()))
                        .setNeighboursAlike(count(claimed.getNeighboursAlike()));
            case REMARK_KIND_LIMITS_ANSWERS -> remark.setAnswersPps(Math.max(1, claimed.getAnswersPps()));
            case REMARK_KIND_SUSPENDED, REMARK_KIND_UNTRUSTED, REMARK_KIND_UNSPECIFIED, UNRECOGNIZED -> {
                return this;
            }
        }
        add(remark.setKind(claimed.getKind()), hosts);
        return this;
    }

    private static int count(int claimed) {
        return claimed < 0 ? MOST : Math.min(MOST, claimed);
    }

    /** Hosts that stopped answering. */
    Remarks suspended(List<HostRuns> hosts) {
        for (HostRuns host : hosts) {
            long ports = host.portsWith(Reason.SUSPENDED);
            if (ports > 0) {
                add(Remark.newBuilder().setKind(RemarkKind.REMARK_KIND_SUSPENDED).setPorts(ports), host.hosts());
            }
        }
        return this;
    }

    /** Hosts whose silences the agent does not vouch for; neighbours are one remark. */
    Remarks untrusted(List<HostRuns> hosts, UnitQuality quality) {
        for (int from = 0; quality.getUntrusted() && from < hosts.size(); ) {
            int end = from + 1;
            long ports = hosts.get(from).portsWith(Reason.NO_RESPONSE);
            while (end < hosts.size() && hosts.get(end - 1).hosts().last().plus(1).equals(hosts.get(end).hosts().first())) {
                ports += hosts.get(end++).portsWith(Reason.NO_RESPONSE);
            }
            if (ports > 0) {
                AddressRange range = new AddressRange(
                        hosts.get(from).hosts().first(), hosts.get(end - 1).hosts().last());
                add(
                        Remark.newBuilder()
                                .setKind(RemarkKind.REMARK_KIND_UNTRUSTED)
                                .setReason(quality.getUntrustedReason())
                                .setPorts(ports),
                        range);
            }
            from = end;
        }
        return this;
    }

    private void add(Remark.Builder remark, AddressRange hosts) {
        byte[] evidence = remark.setAddress(ByteString.copyFrom(hosts.first().toBytes()))
                .setCount((int) hosts.size())
                .build()
                .toByteArray();
        String place = remark.getKindValue() + " " + hosts.first();
        rows.put(place, new RemarkRow(key, remark.getKindValue(), hosts, remark.getPorts(), evidence));
    }

    List<RemarkRow> rows() {
        return List.copyOf(rows.values());
    }
}
