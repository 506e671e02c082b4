package dev.scanctl.agent.report;

import com.google.protobuf.ByteString;
import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.agent.probe.Remark;
import dev.scanctl.proto.v1.RemarkKind;
import java.util.List;

/** Remarks as messages. */
final class Remarks {
    /** An upper bound of one on the wire. */
    static final int BYTES = 120;
    /** That many of one unit are told: a few hosts are news, thousands of them are no more than that. */
    private static final int MOST = 1_024;

    private Remarks() {}

    static List<dev.scanctl.proto.v1.Remark> of(List<Remark> remarks) {
        return remarks.stream().limit(MOST).map(Remarks::message).toList();
    }

    private static dev.scanctl.proto.v1.Remark message(Remark remark) {
        dev.scanctl.proto.v1.Remark.Builder message = dev.scanctl.proto.v1.Remark.newBuilder()
                .setAddress(ByteString.copyFrom(LinkLocal.onWire(remark.hosts().first()).toBytes()))
                .setCount((int) remark.hosts().size());
        return switch (remark) {
            case Remark.AnswersEverything all ->
                message.setKind(RemarkKind.REMARK_KIND_ANSWERS_EVERYTHING)
                        .setProbedPorts(all.probed())
                        .setOpenPorts(all.open())
                        .setControlPorts(all.asked())
                        .addAllOpenControlPorts(all.openControl())
                        .setNeighboursAsked(all.neighboursAsked())
                        .setNeighboursAlike(all.neighboursAlike())
                        .build();
            case Remark.LimitsAnswers limits ->
                message.setKind(RemarkKind.REMARK_KIND_LIMITS_ANSWERS)
                        .setAnswersPps(limits.perSecond())
                        .build();
        };
    }
}
