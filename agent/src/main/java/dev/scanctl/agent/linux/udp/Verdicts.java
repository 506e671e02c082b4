package dev.scanctl.agent.linux.udp;

import dev.scanctl.agent.linux.Errno;
import dev.scanctl.agent.linux.IcmpRejection;
import dev.scanctl.agent.linux.verdict.ErrnoTable;
import dev.scanctl.agent.linux.verdict.Rejections;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;

/** What the kernel or the path said about a UDP probe, as an outcome: the project's table "UDP". */
final class Verdicts {
    static final Outcome OPEN = Outcome.of(PortState.OPEN, Reason.UDP_RESPONSE);
    static final Outcome OPEN_OTHER_SOURCE = Outcome.of(PortState.OPEN, Reason.UDP_RESPONSE_OTHER_SOURCE);
    static final Outcome CLOSED = Outcome.of(PortState.CLOSED, Reason.PORT_UNREACH);

    private static final Outcome UNREACHABLE = Outcome.of(PortState.FILTERED, Reason.PORT_UNREACH);

    private final Rejections rejections;

    Verdicts(Rejections rejections) {
        this.rejections = rejections;
    }

    /** What an ICMP error about a probe of the target says. */
    Outcome rejected(IcmpRejection rejection, Address target) {
        Outcome outcome = rejections.outcome(rejection, target);
        return outcome == UNREACHABLE ? CLOSED : outcome;
    }

    /** The outcome of an error of sendto(2) that is not about an earlier datagram: always our own fault. */
    static Outcome notSent(int errno) {
        return switch (errno) {
            case Errno.EAGAIN -> ErrnoTable.unknown(Reason.LOCAL_BUFFERS); // the send buffer is full
            case Errno.ECONNREFUSED -> ErrnoTable.unknown(Reason.LOCAL_OTHER);
            default -> ErrnoTable.atOnce(errno);
        };
    }
}
