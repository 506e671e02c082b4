package dev.scanctl.cli;

import com.google.protobuf.ByteString;
import dev.scanctl.proto.v1.GapCount;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.Observation;
import dev.scanctl.proto.v1.PlanSummary;
import dev.scanctl.proto.v1.PortState;
import dev.scanctl.proto.v1.Protocol;
import dev.scanctl.proto.v1.Reason;
import dev.scanctl.proto.v1.Scan;
import dev.scanctl.proto.v1.ScanEvent;
import dev.scanctl.proto.v1.ScanProgress;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.proto.v1.SegmentProgress;
import dev.scanctl.proto.v1.StateCounts;
import dev.scanctl.wire.Address;

/** Answers of a coordinator, as tests need them. */
final class Samples {
    static final long NOON = Cli.NOW.toEpochMilli();

    private Samples() {}

    static Scan scan(ScanState state) {
        return Scan.newBuilder()
                .setId(12)
                .setName("weekly")
                .setState(state)
                .setCreatedMs(NOON)
                .setStartedMs(NOON)
                .setEndedMs(NOON + 3_200)
                .setProbesTotal(2_048)
                .setProbesDone(2_048)
                .setCounts(StateCounts.newBuilder().setOpen(2).setClosed(2_046))
                .addSegments("dmz")
                .setTargets("10.0.0.1,10.0.0.2")
                .setPorts("1-1024")
                .build();
    }

    static PlanSummary plan(long probes) {
        return PlanSummary.newBuilder()
                .setAddresses(2)
                .setTcpPorts(1_024)
                .setProbes(probes)
                .setUnits(1)
                .setSegments(1)
                .addSegmentNames("dmz")
                .setConfirmAbove(100_000_000)
                .build();
    }

    static Observation open(String address, int port, String service) {
        return Observation.newBuilder()
                .setScanId(12)
                .setSegment("dmz")
                .setSpace("default")
                .setAddress(ByteString.copyFrom(Address.parse(address).toBytes()))
                .setProtocol(Protocol.PROTOCOL_TCP)
                .setFirstPort(port)
                .setLastPort(port)
                .setState(PortState.PORT_STATE_OPEN)
                .setReason(Reason.REASON_SYN_ACK)
                .setMethod(Method.METHOD_CONNECT)
                .setObservedMs(NOON)
                .setRttMicros(412)
                .setAttempts(1)
                .setService(service)
                .build();
    }

    static Observation closed(String address, int first, int last) {
        return open(address, first, "").toBuilder()
                .setLastPort(last)
                .setState(PortState.PORT_STATE_CLOSED)
                .setReason(Reason.REASON_CONN_REFUSED)
                .setRttMicros(0)
                .setAttempts(0)
                .build();
    }

    static GapCount gap() {
        return GapCount.newBuilder()
                .setSegment("dmz")
                .setState(PortState.PORT_STATE_UNKNOWN)
                .setReason(Reason.REASON_LOCAL_DESCRIPTORS)
                .setPorts(1_024)
                .build();
    }

    static SegmentProgress segment(int agents, String stalled) {
        return SegmentProgress.newBuilder()
                .setSegment("dmz")
                .setProbesTotal(2_048)
                .setProbesDone(1_024)
                .setRatePps(900)
                .setEtaMs(1_100)
                .setFound(1)
                .setAgents(agents)
                .setStalled(stalled)
                .build();
    }

    static ScanEvent progress(int agents, String stalled) {
        return ScanEvent.newBuilder()
                .setProgress(ScanProgress.newBuilder()
                        .setScan(scan(ScanState.SCAN_STATE_RUNNING))
                        .addSegments(segment(agents, stalled)))
                .build();
    }

    static ScanEvent ended(ScanState state) {
        return ScanEvent.newBuilder().setEnded(scan(state)).build();
    }
}
