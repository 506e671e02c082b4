package dev.scanctl.cli.nmap;

import dev.scanctl.proto.v1.PlanSummary;
import dev.scanctl.proto.v1.Scan;
import dev.scanctl.proto.v1.ScanDetail;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.PortRange;
import java.util.List;

/**
 * What an nmap file says of the scan as a whole.
 *
 * @param tcpMethod how its TCP ports were asked
 * @param version of this program
 * @param nowMs when the file is written, milliseconds since 1970
 */
public record NmapScan(ScanDetail detail, String segment, Method tcpMethod, String version, long nowMs) {

    Scan scan() {
        return detail.getScan();
    }

    private PlanSummary plan() {
        return detail.getSummary();
    }

    List<PortRange> tcp() {
        return ranges(plan().getTcpList());
    }

    List<PortRange> udp() {
        return ranges(plan().getUdpList());
    }

    /** Whether hosts were looked for before their ports were probed. */
    boolean searched() {
        return plan().getDiscoveryUnits() > 0;
    }

    private static List<PortRange> ranges(List<dev.scanctl.proto.v1.PortRange> ranges) {
        return ranges.stream().map(range -> new PortRange(range.getFirst(), range.getLast())).toList();
    }

    /** The command that makes such a scan, as far as the coordinator tells. */
    String args() {
        String ports = scan().getPorts().isEmpty() ? "" : " -p " + scan().getPorts();
        return "scanctl submit " + scan().getTargets() + ports + " --from " + segment;
    }

    long startSeconds() {
        long start = scan().getStartedMs() == 0 ? scan().getCreatedMs() : scan().getStartedMs();
        return start / 1_000;
    }

    boolean ended() {
        return scan().getEndedMs() > 0;
    }

    long endSeconds() {
        return Math.max(startSeconds(), (ended() ? scan().getEndedMs() : nowMs) / 1_000);
    }
}
