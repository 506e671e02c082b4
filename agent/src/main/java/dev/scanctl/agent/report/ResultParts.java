package dev.scanctl.agent.report;

import dev.scanctl.agent.probe.OpenFinding;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.proto.v1.Remark;
import dev.scanctl.proto.v1.UnitQuality;
import dev.scanctl.wire.AddressSet;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a unit's outcome into parts that each fit a batch. All but the last are partial results; a host is never cut, so
 * one host with very many open ports may still be larger than asked.
 */
final class ResultParts {
    private final ResultPart.Header header;
    private final UnitQuality quality;
    private final int maxBytes;
    private final List<ResultPart> parts = new ArrayList<>();
    private List<HostGroup> hosts = new ArrayList<>();
    private List<OpenFinding> open = new ArrayList<>();
    private int bytes;

    private ResultParts(ResultPart.Header header, UnitQuality quality, int maxBytes) {
        this.header = header;
        this.quality = quality;
        this.maxBytes = maxBytes;
    }

    /**
     * At least one part, in ascending order of addresses.
     *
     * @param partial the outcome is only that of the unit's finished hosts, so that even the last part is partial
     */
    static List<ResultPart> of(ResultPart.Header header, UnitOutcome outcome, boolean partial, int maxBytes) {
        List<Remark> remarks = Remarks.of(outcome.remarks());
        int room = Math.max(maxBytes / 2, maxBytes - remarks.size() * Remarks.BYTES);
        ResultParts cut = new ResultParts(header, ResultPart.quality(outcome.quality()), room);
        int nextOpen = 0;
        for (HostGroup host : HostGroup.of(outcome.hosts())) {
            int firstOpen = nextOpen;
            while (nextOpen < outcome.open().size() && host.contains(outcome.open().get(nextOpen).address())) {
                nextOpen++;
            }
            cut.add(host, outcome.open().subList(firstOpen, nextOpen));
        }
        cut.end(partial, cut.quality, remarks);
        return cut.parts;
    }

    private void add(HostGroup host, List<OpenFinding> openPorts) {
        int size = host.bytes() + openPorts.size() * OpenPorts.BYTES;
        if (!hosts.isEmpty() && bytes + size > maxBytes) {
            end(true, ResultPart.withoutCounts(quality), List.of());
        }
        hosts.add(host);
        open.addAll(openPorts);
        bytes += size;
    }

    private void end(boolean partial, UnitQuality partQuality, List<Remark> remarks) {
        parts.add(new ResultPart(
                header, List.copyOf(hosts), List.copyOf(open), partQuality, partial, AddressSet.EMPTY, remarks));
        hosts = new ArrayList<>();
        open = new ArrayList<>();
        bytes = 0;
    }
}
