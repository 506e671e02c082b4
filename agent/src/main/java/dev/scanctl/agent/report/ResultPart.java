package dev.scanctl.agent.report;

import com.google.protobuf.ByteString;
import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.agent.probe.MissEvidence;
import dev.scanctl.agent.probe.OpenFinding;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.proto.v1.AddressRange;
import dev.scanctl.proto.v1.LeaseRef;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.Protocol;
import dev.scanctl.proto.v1.Reason;
import dev.scanctl.proto.v1.UnitQuality;
import dev.scanctl.proto.v1.UnitResult;
import dev.scanctl.wire.AddressSet;
import java.util.List;

/**
 * One message's worth of a unit's result: some of its hosts. Times stay times until it is sent, since ages depend on
 * the moment of sending.
 *
 * @param partial more parts follow, or the rest of the unit is handed back
 * @param live addresses with a live host; of units of host discovery only
 * @param remarks on hosts of any part; they travel with the last one
 */
record ResultPart(
        Header header,
        List<HostGroup> hosts,
        List<OpenFinding> open,
        UnitQuality quality,
        boolean partial,
        AddressSet live,
        List<dev.scanctl.proto.v1.Remark> remarks) {
    /** Of an address range on the wire: two addresses of 16 bytes and tags. */
    private static final int RANGE_BYTES = 40;

    /** What all parts of one result share. */
    record Header(LeaseRef lease, Method method, Protocol protocol) {}

    /** All that a unit of host discovery ends with. */
    static ResultPart ofLive(Header header, AddressSet live, UnitOutcome.Quality quality) {
        return new ResultPart(header, List.of(), List.of(), quality(quality), false, live, List.of());
    }

    LeaseRef lease() {
        return header.lease();
    }

    /** An upper bound of its size on the wire. */
    int bytes() {
        return 200
                + hosts.stream().mapToInt(HostGroup::bytes).sum()
                + open.size() * OpenPorts.BYTES
                + remarks.size() * Remarks.BYTES
                + live.ranges().size() * RANGE_BYTES;
    }

    UnitResult toMessage(long nowNanos) {
        UnitResult.Builder result = UnitResult.newBuilder()
                .setLease(header.lease())
                .setMethod(header.method())
                .setProtocol(header.protocol())
                .setQuality(quality)
                .setPartial(partial)
                .addAllRemarks(remarks);
        hosts.forEach(host -> result.addHosts(host.toMessage(nowNanos)));
        open.forEach(finding -> result.addOpen(OpenPorts.toMessage(finding, nowNanos)));
        live.ranges().forEach(range -> result.addLive(AddressRange.newBuilder()
                .setFirst(ByteString.copyFrom(LinkLocal.onWire(range.first()).toBytes()))
                .setLast(ByteString.copyFrom(LinkLocal.onWire(range.last()).toBytes()))));
        return result.build();
    }

    static UnitQuality quality(UnitOutcome.Quality quality) {
        return UnitQuality.newBuilder()
                .setSent(quality.sent())
                .setAnswered(quality.answered())
                .setRetransmitted(quality.retransmitted())
                .setAnsweredLate(quality.answeredLate())
                .setLocalFaults(quality.localFaults())
                .setLossPpm(quality.lossPpm())
                .setRttMicros(quality.rttMicros())
                .setMinSilentAttempts(quality.minSilentAttempts())
                .setUntrusted(quality.untrusted())
                .setElapsedMs(quality.elapsedMillis())
                .setUntrustedReason(quality.untrusted() ? Reason.REASON_LOCAL_DROPS : Reason.REASON_UNSPECIFIED)
                .setMisses(misses(quality.misses()))
                .build();
    }

    private static dev.scanctl.proto.v1.MissEvidence misses(MissEvidence misses) {
        return dev.scanctl.proto.v1.MissEvidence.newBuilder()
                .setSilentPorts(misses.silentPorts())
                .setAnswersBeforeLast(misses.answersBeforeLast())
                .setAnswersAfterFirst(misses.answersAfterFirst())
                .addAllOpenAtRisk(misses.openAtRisk())
                .setMissedMicros(misses.missedMicros())
                .build();
    }

    /** Counts travel once, with the last part; what is no sum travels with each. */
    static UnitQuality withoutCounts(UnitQuality quality) {
        return UnitQuality.newBuilder()
                .setLossPpm(quality.getLossPpm())
                .setRttMicros(quality.getRttMicros())
                .setMinSilentAttempts(quality.getMinSilentAttempts())
                .setUntrusted(quality.getUntrusted())
                .setUntrustedReason(quality.getUntrustedReason())
                .build();
    }
}
