package dev.scanctl.agent.linux.syn;

import dev.scanctl.agent.linux.IcmpRejection;
import dev.scanctl.agent.linux.OwnAddresses;
import dev.scanctl.agent.linux.verdict.ErrnoTable;
import dev.scanctl.agent.linux.verdict.Rejections;
import dev.scanctl.agent.probe.Replies;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;

/**
 * Which probe a packet answers, and what it says: the project's table "TCP SYN". Whatever does not validate is counted and
 * ignored. Owned by one thread.
 */
final class Answers {
    private static final Outcome SYN = Outcome.of(PortState.OPEN, Reason.SYN);
    private static final Outcome RESET = Outcome.of(PortState.CLOSED, Reason.RESET);

    /** Always the first link (LOOPBACK_IFINDEX): by it come answers of all own addresses, whatever link they are on. */
    private static final int LOOPBACK_LINK = 1;

    private final SentProbes probes;
    private final Validation validation;
    private final OwnAddresses own;
    private final Rejections rejections;
    private long ignored;
    /** That the packet at hand answers. */
    private int sequence;

    Answers(SentProbes probes, Validation validation, OwnAddresses own, Rejections rejections) {
        this.probes = probes;
        this.validation = validation;
        this.own = own;
        this.rejections = rejections;
    }

    /** Packets that answered nothing so far. */
    long ignored() {
        return ignored;
    }

    void handOver(Heard heard, Replies replies) {
        int slot = slot(heard);
        if (slot == SentProbes.NONE) {
            ignored++;
        } else if (probes.isOpen(slot) && probes.asked(slot, heard, sequence)) {
            Outcome outcome = outcome(heard);
            replies.reply(probes.end(slot, outcome), outcome);
        } else {
            late(heard, slot, replies);
        }
    }

    private int slot(Heard heard) {
        return switch (heard.kind) {
            case SYN_ACK -> slot(heard, heard.number - 1);
            case RESET -> {
                int slot = slot(heard, heard.number - 1);
                // Some systems acknowledge the SYN's own number.
                yield slot == SentProbes.NONE ? slot(heard, heard.number) : slot;
            }
            case REJECTION -> slot(heard, heard.number);
            case SYN -> {
                place(heard, heard.link);
                yield slotOfSyn(heard);
            }
        };
    }

    private static void place(Heard heard, int link) {
        if (heard.isLinkLocal()) {
            heard.on(link);
        }
    }

    private int slot(Heard heard, int number) {
        sequence = number;
        int slot = validation.slot(heard.sourcePort, number);
        if (slot >= 0) {
            place(heard, heard.link == LOOPBACK_LINK ? probes.link(slot) : heard.link);
        }
        return slot >= 0 && validation.confirms(heard, slot, number) ? slot : SentProbes.NONE;
    }

    /**
     * A SYN acknowledges nothing: it counts if it comes from where an open attempt asked, to the port that it asked from. Our
     * own SYN, looped back to a target on this machine, looks alike.
     */
    private int slotOfSyn(Heard heard) {
        for (int slot = validation.slot(heard.sourcePort, 0); slot >= 0; slot = validation.nextSlot(slot)) {
            sequence = validation.sequence(heard, slot);
            if (probes.isOpen(slot) && probes.asked(slot, heard, sequence)) {
                return own.contains(heard.target()) ? SentProbes.NONE : slot;
            }
        }
        return SentProbes.NONE;
    }

    /** An answer to a probe that has ended. Of a second one the engine hears only where it says more. */
    private void late(Heard heard, int slot, Replies replies) {
        Outcome outcome = outcome(heard);
        boolean known = probes.asked(slot, heard, sequence) && !probes.improve(slot, outcome);
        if (!known && outcome.state() != PortState.UNKNOWN) {
            replies.late(heard.target(), heard.targetPort, outcome);
        }
    }

    private Outcome outcome(Heard heard) {
        return switch (heard.kind) {
            case SYN_ACK -> ErrnoTable.OPEN;
            case SYN -> SYN;
            case RESET -> RESET;
            case REJECTION -> rejections.outcome(rejection(heard), heard.target());
        };
    }

    private static IcmpRejection rejection(Heard heard) {
        int origin = heard.v6 ? IcmpRejection.ORIGIN_ICMP6 : IcmpRejection.ORIGIN_ICMP;
        return new IcmpRejection(0, origin, heard.icmpType, heard.icmpCode, heard.offender());
    }
}
