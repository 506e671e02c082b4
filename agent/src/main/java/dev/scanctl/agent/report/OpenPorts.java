package dev.scanctl.agent.report;

import com.google.protobuf.ByteString;
import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.agent.probe.OpenFinding;
import dev.scanctl.proto.v1.OpenPort;
import dev.scanctl.proto.v1.PortState;
import dev.scanctl.proto.v1.Reason;

/** Findings as they travel. */
final class OpenPorts {
    /** An upper bound of one open port's size on the wire, frame included: 16 + 2 bytes of address, six small numbers. */
    static final int BYTES = 56;

    private OpenPorts() {}

    static OpenPort toMessage(OpenFinding finding, long nowNanos) {
        return OpenPort.newBuilder()
                .setAddress(ByteString.copyFrom(LinkLocal.onWire(finding.address()).toBytes()))
                .setPort(finding.port())
                .setReason(Reason.forNumber(finding.outcome().reason().number()))
                .setRttMicros(Math.max(0, finding.rttMicros()))
                .setAttempts(finding.attempts())
                .setAgeMs(Ages.millis(finding.atNanos(), nowNanos))
                .setState(PortState.forNumber(finding.outcome().state().number()))
                .build();
    }
}
